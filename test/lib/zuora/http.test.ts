import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Settings } from '../../../lib/settings.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { classify } from '../../../lib/zuora/classify.ts';
import { createHttp } from '../../../lib/zuora/http.ts';
import { CLIENT, ENTITY, USER } from '../../../local/zuora/seed.ts';
import { plant, send } from '../../local/zuora/client.ts';
import { failureOf, impatient, noAnswer, useSecretsManager, ZuoraAccess } from './zuora-access.ts';

const secrets = useSecretsManager();
let access: ZuoraAccess;

beforeEach(async () => {
  access = await ZuoraAccess.begin(secrets());
});
afterEach(() => access.end());

const ada = { username: USER.ada };
const look = () => access.client().call(calls.accessibleEntities, ada);
const connect = (changes?: Partial<Settings>) =>
  access.client({}, changes).call(calls.initiateEntityConnection, { targetEntityId: ENTITY.brazil });
const strike = (fault: object, path = '/v1/*', times = 1) => plant(access.zuora.url, { match: { path }, times, fault });

describe('an answer that does not come', () => {
  test.each([
    ['within the timeout', noAnswer, impatient, 'timeout'],
    ['because the connection breaks', { reset: true }, {}, 'ECONNRESET'],
    ['after the work was done', { dropResponse: true }, {}, 'ECONNRESET'],
  ])('%s', async (_, fault, changes, cause) => {
    await look();
    await strike(fault);
    const failure = await failureOf(connect(changes));
    expect(failure).toMatchObject({
      isWrite: true,
      status: undefined,
      message: `initiateEntityConnection in ${ENTITY.global}: no answer (${cause})`,
    });
    expect(classify(failure)).toBe('unknown');
  });

  test('because nobody listens', async () => {
    await look();
    await access.zuora.close();
    expect((await failureOf(look())).message).toMatch(
      /^accessibleEntities in \w+: no answer \(ECONN(REFUSED|RESET)\)$/,
    );
  });

  test('because it is too large', async () => {
    await strike({ status: 200, body: { success: true, entities: [{ id: 'x'.repeat(5 * 2 ** 20) }] } });
    expect(await failureOf(look())).toMatchObject({ status: undefined });
  });
});

test.each<[why: string, body: unknown]>([
  ['no JSON', '<html>'],
  ['an array', []],
  ['success as text', { success: 'true', entities: [] }],
  ['no success', { entities: [] }],
  ['no entities', { success: true }],
  ['entities of another kind', { success: true, entities: ['hunter2'] }],
])('an answer that fits nothing is a failure that repeats nothing of it: %s', async (_, body) => {
  await strike({ status: 200, body });
  const failure = await failureOf(look());
  expect(failure).toMatchObject({ status: 200, readable: false });
  expect(failure.message).not.toContain('hunter2');
});

test('a token is sent to no host that a redirect names', async () => {
  const elsewhere = await access.anotherHost();
  await strike({ status: 302, headers: { Location: `${elsewhere.url}/v1/entities` }, body: {} });
  expect(await failureOf(look())).toMatchObject({ status: 302 });
  expect((await send(elsewhere.url, 'GET', '/_sandbox/calls')).body).toEqual([]);
});

test('no error holds a secret, a token or a request', async () => {
  const { token } = await access.grant();
  const said = `${token.value} ${CLIENT.service.secret}`;
  const faults = [
    { status: 400, body: { code: said, message: said } },
    { status: 200, body: { success: false, reasons: [{ code: said, message: said }] } },
    { status: 403, body: { error: said, error_description: said } },
    { status: 502, body: said },
    { reset: true },
    noAnswer,
  ];
  for (const fault of faults) {
    await strike(fault, '/v1/*', 2);
    const error = await connect(fault === noAnswer ? impatient : {}).catch((reason: unknown) => reason);
    const shown = inspect(error, { depth: 10, showHidden: true });
    expect(shown).not.toContain(token.value);
    expect(shown).not.toContain(CLIENT.service.secret);
    expect(shown).not.toContain('Bearer');
    await access.sandbox('DELETE', 'faults');
  }
});

test('calls one after the other share a connection', async () => {
  let connections = 0;
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  server.on('connection', () => {
    connections += 1;
  });
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address?.port}`;
  const http = createHttp();
  for (let call = 1; call <= 3; call += 1) {
    const answered = await http({ name: 'any', isWrite: false }, { method: 'GET', url, headers: {}, timeout: 60_000 });
    expect(answered).toMatchObject({ status: 200, body: '{}' });
  }
  expect(connections).toBe(1);
  server.closeAllConnections();
  server.close();
});

test('a call that cannot even be begun is one without an answer', async () => {
  const unsendable = { method: 'GET', url: 'nowhere', headers: {}, timeout: 1000 } as const;
  const failure = await failureOf(createHttp()({ name: 'any', isWrite: false }, unsendable));
  // Under Jest, Node's own errors are of another realm's class.
  expect(failure.message).toMatch(/^any: no answer \((TypeError|unknown)\)$/);
});

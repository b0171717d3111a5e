import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { Settings } from '../../../lib/settings.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { classify } from '../../../lib/zuora/classify.ts';
import { createHttp } from '../../../lib/zuora/http.ts';
import { seedClient, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { plant, sendToSandbox } from '../../services/sandbox-client.ts';
import { failureOf, impatient, noAnswer, useZuoraAccess } from '../../services/zuora-access.ts';

const access = useZuoraAccess();

const ada = { username: seedUser.ada };
const look = () => access().client().call(calls.accessibleEntities, ada);
const connect = (changes?: Partial<Settings>) =>
  access().client({}, changes).call(calls.initiateEntityConnection, { targetEntityId: seedEntity.brazil });
const strike = (fault: object, path = '/v1/*', times = 1) =>
  plant(access().zuora.url, { match: { path }, times, fault });

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
      message: `initiateEntityConnection in ${seedEntity.global}: no answer (${cause})`,
    });
    expect(classify(failure)).toBe('unknown');
  });

  test('because nobody listens', async () => {
    await look();
    await access().zuora.close();
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
  const elsewhere = await access().anotherHost();
  await strike({ status: 302, headers: { Location: `${elsewhere.url}/v1/entities` }, body: {} });
  expect(await failureOf(look())).toMatchObject({ status: 302 });
  expect((await sendToSandbox(elsewhere.url, 'GET', '/_sandbox/calls')).body).toEqual([]);
});

test('no error holds a secret, a token or a request', async () => {
  const { token } = await access().grant();
  const said = `${token.value} ${seedClient.service.secret}`;
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
    expect(shown).not.toContain(seedClient.service.secret);
    expect(shown).not.toContain('Bearer');
    await access().sandbox('DELETE', 'faults');
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

describe('a connection that the other side closed while it was not in use', () => {
  /** Answers the first request of a connection, and closes it on the second, as one that was cut long ago. */
  async function withForgetfulServer(use: (url: string, requests: string[]) => Promise<void>, answered = 1) {
    const requests: string[] = [];
    const served = new WeakMap<object, number>();
    const server = createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`);
      const count = (served.get(request.socket) ?? 0) + 1;
      served.set(request.socket, count);
      if (count > answered || request.url === '/broken') request.socket.resetAndDestroy();
      else response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    try {
      await use(`http://127.0.0.1:${typeof address === 'object' && address?.port}`, requests);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  const read = { name: 'any', isWrite: false };
  const get = (url: string, path: string) =>
    ({ method: 'GET', url: `${url}${path}`, headers: {}, timeout: 5000 }) as const;

  test('is replaced by a new one for a read', async () => {
    await withForgetfulServer(async (url, requests) => {
      const http = createHttp();
      await http(read, get(url, '/first'));
      expect(await http(read, get(url, '/second'))).toMatchObject({ status: 200 });
      expect(requests).toEqual(['GET /first', 'GET /second', 'GET /second']);
    });
  });

  test('is replaced for a token request, with all that it carries, however many have died', async () => {
    await withForgetfulServer(async (url, requests) => {
      const http = createHttp();
      await Promise.all(['/1', '/2', '/3'].map((path) => http(read, get(url, path))));
      const asking = { method: 'POST', url: `${url}/oauth/token`, headers: {}, body: 'a=1', timeout: 5000 } as const;
      expect(await http({ name: 'token request', isWrite: false }, asking)).toMatchObject({ status: 200 });
      expect(requests.slice(3)).toEqual(['POST /oauth/token', 'POST /oauth/token']);
    });
  });

  test('fails a write, which is sent once', async () => {
    await withForgetfulServer(async (url, requests) => {
      const http = createHttp();
      await http(read, get(url, '/first'));
      const put = { method: 'PUT', url: `${url}/write`, headers: {}, body: '{}', timeout: 5000 } as const;
      const failure = await failureOf(http({ name: 'any', isWrite: true }, put));
      expect(failure.message).toMatch(/^any: no answer \(ECONNRESET\)$/);
      expect(requests).toEqual(['GET /first', 'PUT /write']);
    });
  });

  test('is replaced once only', async () => {
    await withForgetfulServer(async (url, requests) => {
      const http = createHttp();
      await http(read, get(url, '/first'));
      const failure = await failureOf(http(read, get(url, '/broken')));
      expect(failure.message).toBe('any: no answer (ECONNRESET)');
      expect(requests).toEqual(['GET /first', 'GET /broken', 'GET /broken']);
    });
  });

  test('is no other than one that was in use before', async () => {
    await withForgetfulServer(async (url, requests) => {
      const failure = await failureOf(createHttp()(read, get(url, '/first')));
      expect(failure.message).toBe('any: no answer (ECONNRESET)');
      expect(requests).toEqual(['GET /first']);
    }, 0);
  });
});

test('a call that cannot even be begun is one without an answer', async () => {
  const unsendable = { method: 'GET', url: 'nowhere', headers: {}, timeout: 1000 } as const;
  const failure = await failureOf(createHttp()({ name: 'any', isWrite: false }, unsendable));
  // Under Jest, Node's own errors are of another realm's class.
  expect(failure.message).toMatch(/^any: no answer \((TypeError|unknown)\)$/);
});

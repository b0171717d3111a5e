import { beforeEach, describe, expect, test } from '@jest/globals';
import { findUserAmong } from '../../../lib/zuora/accessible-entities.ts';
import { seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { reasons } from '../../factories.ts';
import { plant } from '../../services/sandbox-client.ts';
import { failureOf, useZuoraAccess } from '../../services/zuora-access.ts';

const access = useZuoraAccess();

const username = seedUser.ada;
const { germany, france, japan, canada } = seedEntity;

beforeEach(async () => {
  await access().sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [germany, japan] }] });
});

const ask = async (...entityIds: string[]) => (await findUserAmong(access().client(), username, entityIds))?.entityIds;
const strike = (method: string, fault: object) =>
  plant(access().zuora.url, { match: { method, path: '/v1/*' }, times: 1, fault });

describe('a question that any of several entities can answer', () => {
  test('is asked in the first alone', async () => {
    expect(await ask(france, germany)).toEqual(new Set([seedEntity.global, germany, japan]));
    expect((await access().calls()).filter(({ method }) => method === 'GET')).toHaveLength(1);
  });

  test('is asked in the next where one refuses it', async () => {
    expect(await ask(canada, germany)).toContain(japan);
  });

  test('is refused where all refuse it', async () => {
    expect((await failureOf(ask(canada, canada))).message).toContain(`in ${canada}: HTTP 200, `);
  });

  test('is answered by nothing for somebody whom none of them knows, twice', async () => {
    expect(await findUserAmong(access().client(), 'nobody@example.com', [france, germany])).toBeUndefined();
    expect((await access().calls()).filter(({ method }) => method === 'GET')).toHaveLength(4);
  });

  test('is answered by what is so, where Zuora has forgotten the user for a moment', async () => {
    const body = { success: false, reasons: [{ code: 50000040, message: 'Cannot find it' }] };
    await strike('GET', { status: 200, body });
    expect(await ask(germany)).toContain(japan);
  });

  test.each([
    ['does not answer', { reset: true }],
    ['fails', { status: 500, body: {} }],
    ['cannot be read', { status: 200, body: '<html>' }],
    ['lacks permission', { status: 200, body: reasons(50000010) }],
    ['asks to slow down', { status: 429, body: {} }],
  ])('is asked in the next where one %s', async (_, fault) => {
    await strike('GET', fault);
    expect(await ask(france, germany)).toContain(japan);
  });

  test('is asked in the next where one gets no token', async () => {
    await access().grant();
    await plant(access().zuora.url, { match: { path: '/oauth/token' }, times: 1, fault: { status: 500 } });
    expect(await ask(japan, seedEntity.global)).toContain(japan);
  });
});

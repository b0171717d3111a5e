import { beforeEach, describe, expect, test } from '@jest/globals';
import { resultOfError } from '../../../lib/delivery/error-result.ts';
import { OutOfTime } from '../../../lib/errors.ts';
import { accessibleEntityIds, findUserAmong } from '../../../lib/zuora/accessible-entities.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { inEach } from '../../../lib/zuora/several-entities.ts';
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

const revoke = (...entityIds: string[]) =>
  inEach(access().client(), entityIds, (there) => there.call(calls.revokeUserAccess, { username }));
const accessible = async () => [...(await accessibleEntityIds(access().client(), username))];
const writes = async () => (await access().calls()).filter(({ method }) => method === 'PUT').length;
const ask = async (...entityIds: string[]) => (await findUserAmong(access().client(), username, entityIds))?.entityIds;
const strike = (method: string, fault: object) =>
  plant(access().zuora.url, { match: { method, path: '/v1/*' }, times: 1, fault });

describe('a write in each of several entities', () => {
  test('is made in all of them', async () => {
    expect(await revoke(germany, japan)).toEqual({ success: true });
    expect(await accessible()).toEqual([seedEntity.global]);
  });

  test('is made in the others where one refuses it, and fails by the refusal, which names the entity', async () => {
    const failure = await failureOf(revoke(france, germany, japan));
    expect(failure.message).toMatch(new RegExp(`^revokeUserAccess in ${france}: HTTP 200, \\d{6}30 `));
    expect(await accessible()).toEqual([seedEntity.global]);
  });

  test('is made in the others where one asks to slow down, which may have reached its own limit', async () => {
    await strike('PUT', { status: 429, body: {} });
    expect(await failureOf(revoke(germany, japan))).toMatchObject({ status: 429 });
    expect(await accessible()).not.toContain(japan);
  });

  test('is made in no other once two ask to slow down', async () => {
    await strike('PUT', { status: 429, body: {} });
    await strike('PUT', { status: 429, body: {} });
    await expect(revoke(germany, france, japan)).rejects.toMatchObject({
      failures: [{ status: 429 }, { status: 429 }],
    });
    expect(await writes()).toBe(2);
  });

  test.each([
    ['not answered', { reset: true }],
    ['unreadable', { status: 200, body: '<html>' }],
  ])('is made in the others where one is %s, and fails by that and by what else failed', async (_, fault) => {
    await strike('PUT', fault);
    await expect(revoke(germany, france, japan)).rejects.toMatchObject({
      failures: [
        { isWrite: true, message: expect.stringContaining(`revokeUserAccess in ${germany}: `) },
        { isWrite: true, categories: [30], message: expect.stringContaining(`revokeUserAccess in ${france}: `) },
      ],
    });
    expect(await writes()).toBe(3);
    expect(await accessible()).not.toContain(japan);
  });

  test('fails by a write without an answer, whatever failed before it', async () => {
    await strike('PUT', { status: 500, body: reasons() });
    await strike('PUT', { dropResponse: true });
    const revoking = revoke(germany, japan);
    await expect(revoking).rejects.toMatchObject({ failures: [{ status: 500 }, { status: undefined }] });
    const result = await revoking.catch((error: unknown) => resultOfError(error));
    expect(result).toMatchObject({ cause: { causes: [{ kind: 'back-off' }, { kind: 'unanswered' }] } });
  });

  test('fails by a token request that failed too, and by the write without an answer', async () => {
    await access().grant();
    await strike('PUT', { dropResponse: true });
    await plant(access().zuora.url, { match: { path: '/oauth/token' }, times: 1, fault: { status: 500 } });
    await expect(revoke(germany, japan)).rejects.toMatchObject({
      failures: [
        { isWrite: true, status: undefined },
        { isWrite: false, status: 500 },
      ],
    });
  });

  test('tells a lack of rights before what has nothing to refuse', async () => {
    const denied = { success: false, reasons: [{ code: 50000010, message: 'No permission' }] };
    await access().grant(japan);
    await plant(access().zuora.url, {
      match: { method: 'PUT', path: '/v1/*' },
      times: 1,
      fault: { status: 200, body: reasons(50000030) },
    });
    await plant(access().zuora.url, {
      match: { method: 'PUT', path: '/v1/*' },
      times: 2,
      fault: { status: 200, body: denied },
    });
    await expect(revoke(germany, france)).rejects.toThrow(/10 No permission; .*30 message/);
  });

  test('is ended by what leaves no time for more', async () => {
    await access().grant(france);
    const client = access().client({
      requireTime: () => {
        if (left === 0) throw new OutOfTime();
        left -= 1;
      },
    });
    let left = 1;
    const revoking = inEach(client, [france, japan, germany], (there) =>
      there.call(calls.revokeUserAccess, { username }),
    );
    await expect(revoking).rejects.toMatchObject({ failures: [{ name: 'OutOfTime' }, { categories: [30] }] });
    expect(await writes()).toBe(1);
  });
});

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

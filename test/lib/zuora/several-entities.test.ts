import { beforeEach, describe, expect, test } from '@jest/globals';
import { OutOfTime } from '../../../lib/errors.ts';
import { accessibleAmong, accessibleEntityIds } from '../../../lib/zuora/accessible-entities.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { inEach } from '../../../lib/zuora/several-entities.ts';
import { seedEntity, seedUser } from '../../../local/zuora/seed.ts';
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
const ask = (...entityIds: string[]) => accessibleAmong(access().client(), username, entityIds);
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

  test('is made in no other once Zuora asks to slow down', async () => {
    await strike('PUT', { status: 429, body: {} });
    await failureOf(revoke(germany, japan));
    expect(await writes()).toBe(1);
  });

  test.each([
    ['not answered', { reset: true }],
    ['unreadable', { status: 200, body: '<html>' }],
  ])('is made in the others where one is %s, and fails by that', async (_, fault) => {
    await strike('PUT', fault);
    expect((await failureOf(revoke(germany, france, japan))).message).toContain(`revokeUserAccess in ${germany}: `);
    expect(await writes()).toBe(3);
    expect(await accessible()).not.toContain(japan);
  });

  test('fails by a lack of rights rather than by what has nothing to refuse', async () => {
    const denied = { success: false, reasons: [{ code: 50000010, message: 'No permission' }] };
    await access().grant(japan);
    await plant(access().zuora.url, {
      match: { method: 'PUT', path: '/v1/*' },
      times: 2,
      fault: { status: 200, body: denied },
    });
    const failure = await failureOf(revoke(germany, france));
    expect(failure.message).toMatch(/10 No permission/);
  });

  test('fails by what ended it, not by what was refused before', async () => {
    await access().grant(france);
    const client = access().client({
      requireTime: () => {
        if (left === 0) throw new OutOfTime();
        left -= 1;
      },
    });
    let left = 1;
    const revoking = inEach(client, [france, japan], (there) => there.call(calls.revokeUserAccess, { username }));
    await expect(revoking).rejects.toThrow(OutOfTime);
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
    expect(await accessibleAmong(access().client(), 'nobody@example.com', [france, germany])).toEqual(new Set());
    expect((await access().calls()).filter(({ method }) => method === 'GET')).toHaveLength(4);
  });

  test('is answered by what is so, where Zuora has forgotten the user for a moment', async () => {
    const body = { success: false, reasons: [{ code: 50000040, message: 'Cannot find it' }] };
    await strike('GET', { status: 200, body });
    expect(await ask(germany)).toContain(japan);
  });

  test('is asked no further once Zuora does not answer', async () => {
    await strike('GET', { reset: true });
    await failureOf(ask(france, germany));
    expect((await access().calls()).filter(({ method }) => method === 'GET')).toHaveLength(1);
  });
});

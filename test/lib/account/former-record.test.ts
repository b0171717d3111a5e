import { describe, expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import { desired } from '../../../lib/account/desired.ts';
import { withFormerRecord } from '../../../lib/account/former-record.ts';
import type { OpenEvent, Precedent, UserItem } from '../../../lib/ledger/user-item.ts';

const japan = 'japan';
const unknown: LinkedAccount = {
  ...{ id: 'an-id', login: 'ada@example.com', account: emptyAccount, access: new Map(), openChanges: new Map() },
  ...{ spelling: undefined, firstLookAt: undefined, isTakenOver: false },
};

function takenOver(
  precedents: Record<string, Precedent>,
  openEvents: Record<string, OpenEvent> = {},
  others: Partial<UserItem> = {},
): LinkedAccount {
  return withFormerRecord(unknown, {
    ...{ owner: 'any', leaseExpiresAt: 0, revokedBefore: undefined, spelling: undefined },
    ...{ precedents: new Map(Object.entries(precedents)), openEvents: new Map(Object.entries(openEvents)) },
    ...others,
  });
}

const isDesired = ({ account }: LinkedAccount, entityId = japan) => desired(account, 1000).get(entityId);
const request = (time: number, entityId = japan) => ({
  ...{ kind: 'request' as const, entityIds: [entityId], key: 'hr' },
  assignment: { time, event: String(time), isEnded: false },
});
const withChange = (linked: LinkedAccount, ...changes: Parameters<typeof changed>[1][]): LinkedAccount => ({
  ...linked,
  account: changes.reduce(changed, linked.account),
});

describe('what an earlier release remembered', () => {
  test('keeps the access that it granted', () => {
    const linked = takenOver({ [japan]: { grants: true, time: 5 } });
    expect(isDesired(linked)).toBe(true);
    expect(linked.isTakenOver).toBe(true);
  });

  test('is no reason any more after the first ticket, which says how long the access lasts', () => {
    const linked = takenOver({ [japan]: { grants: true, time: 5 } });
    const ticket = { ...request(10), assignment: { ...request(10).assignment, expiresAt: 20 } };
    expect(isDesired(withChange(linked, ticket))).toBe(false);
    const end = { kind: 'end' as const, entityIds: [japan], keys: ['T-1'], time: 10, event: 'end' };
    expect(isDesired(withChange(linked, end))).toBe(false);
  });

  test('forbids what is older than a revocation, and lets newer in', () => {
    const linked = takenOver({ [japan]: { grants: false, time: 5, revokedAt: 5 } });
    for (const time of [4, 5]) expect(isDesired(withChange(linked, request(time)))).toBe(false);
    expect(isDesired(withChange(linked, request(6)))).toBe(true);
  });

  test('forbids what is older than a revocation that a newer grant has followed', () => {
    const linked = takenOver({ [japan]: { grants: true, time: 8, revokedAt: 5 } });
    expect(isDesired(linked)).toBe(true);
    const ended = { kind: 'end' as const, entityIds: [japan], keys: ['hr'], time: 9, event: 'end' };
    expect(isDesired(withChange(linked, ended, { ...request(5), key: 'late' }))).toBe(false);
  });

  test('forbids what is older than revocations that were counted together, in every entity', () => {
    const linked = takenOver({ [japan]: { grants: true, time: 5 } }, {}, { revokedBefore: 7 });
    expect(isDesired(linked)).toBe(true);
    expect(isDesired(withChange(linked, request(7, 'france')), 'france')).toBe(false);
    expect(isDesired(withChange(linked, request(8, 'france')), 'france')).toBe(true);
  });

  test('has requests that may be pending, and calls that Zuora may still work on', () => {
    const pending = { grants: true, time: 5, requestedAt: 6, unansweredUntil: 9 };
    expect(takenOver({ [japan]: pending }).access.get(japan)).toEqual({ askedAt: 6, closedUntil: 9 });
  });

  test.each([
    [{ isMade: true }, { askedAt: 3 }],
    [{}, { unansweredAt: 3 }],
  ])('has events that were open: %j', (made, access) => {
    const open = { grants: true, time: 2, entityIds: [japan], begunAt: 3, ...made };
    expect(takenOver({}, { event: open }).access.get(japan)).toEqual(access);
  });

  test('has a revocation that was cut off', () => {
    const open = { grants: false, time: 5, entityIds: [japan], begunAt: 6 };
    const linked = takenOver({ [japan]: { grants: true, time: 2 } }, { event: open });
    expect(isDesired(linked)).toBe(false);
  });

  test('may be nothing', () => {
    expect(withFormerRecord(unknown, undefined)).toEqual({ ...unknown, isTakenOver: true });
  });
});

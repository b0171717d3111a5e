import { describe, expect, test } from '@jest/globals';
import { type Account, emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { LinkedAccount } from '../../../lib/account/account-item.ts';
import type { EntityAccess } from '../../../lib/account/entity-access.ts';
import { type HolderState, holderOf, isHolding } from '../../../operator/accounts/entity-holders.ts';

const day = 24 * 3_600_000;
const now = 100 * day;
const entityIds = ['japan'];

const terms = { ticket: 'T-7', approvedBy: ['Grace'], expiresAt: now + day };
const assignment = { time: 5, event: 'abc', isEnded: false };
const wanted = changed(emptyAccount, {
  kind: 'request',
  entityIds,
  key: 'hr',
  assignment: { ...assignment, ...terms },
});
const expired = changed(emptyAccount, {
  ...{ kind: 'request', entityIds, key: 'hr' },
  assignment: { ...assignment, expiresAt: now },
});
const ordered = changed(wanted, { kind: 'order', entityIds, time: 6, hold: false });

function linked(account: Account, access: EntityAccess | undefined, more: Partial<LinkedAccount> = {}): LinkedAccount {
  return {
    ...{ id: 'an-id', login: 'ada@example.com', spelling: undefined, firstLookAt: 1, isTakenOver: true },
    ...{ account, access: new Map(access && [['japan', access]]), openChanges: new Map() },
    ...more,
  };
}

const refusedAt = (write: 'request' | 'deny') => ({ refusal: { write, reason: 'not-found', at: 7 } }) as const;

describe('a person who is to have access', () => {
  test.each<[HolderState, EntityAccess | undefined]>([
    ['verified', { verifiedAt: now - day }],
    ['verified', { firstShownAt: now - day }],
    ['closed', { closedUntil: now + 1, verifiedAt: 1 }],
    ['removed-outside', { removedAt: now }],
    ['failed', refusedAt('request')],
    ['requested', { askedAt: now }],
    ['pending', { askedAt: now - day }],
    ['unconfirmed', { unansweredAt: now - day }],
    ['outcome-unknown', { unansweredAt: 1, outcomeUnknownAt: now - day }],
    ['unanswered', { askedAt: now - 30 * day }],
    ['not-requested', {}],
    ['not-requested', undefined],
    ['not-requested', refusedAt('deny')],
  ])('is %s with %j', (state, access) => {
    const holder = holderOf(linked(wanted, access), 'japan', now);
    expect(holder).toMatchObject({ account: 'an-id', username: 'ada@example.com', entityId: 'japan', state });
    expect(holder && isHolding(holder)).toBe(true);
  });
});

test('a person whom Zuora has never shown is waited for', () => {
  const holder = holderOf(linked(wanted, undefined, { firstLookAt: undefined }), 'japan', now);
  expect(holder?.state).toBe('waiting-for-account');
  expect(holder && isHolding(holder)).toBe(true);
});

test('a person who has access that nothing explains holds it', () => {
  const holder = holderOf(linked(emptyAccount, undefined, { unmanaged: new Map([['japan', 5]]) }), 'japan', now);
  expect(holder?.state).toBe('unmanaged');
  expect(holder && isHolding(holder)).toBe(true);
});

test('access to the home entity stays, with or without a reason', () => {
  const atHome: Account = { ...ordered, home: { entityId: 'japan', saidAt: 1 } };
  expect(holderOf(linked(atHome, { verifiedAt: now - day }), 'japan', now)?.state).toBe('verified');
  expect(holderOf(linked(atHome, { askedAt: now - day }), 'japan', now)?.state).toBe('ending');
});

describe('a person who is to have none', () => {
  test.each<[HolderState, boolean, Account, EntityAccess | undefined]>([
    ['ending', true, expired, { verifiedAt: now - day }],
    ['ending', true, ordered, { askedAt: now - day }],
    ['ending', true, ordered, { unansweredAt: now - day }],
    ['ending', true, ordered, { othersAskedAt: now - day }],
    ['closed', true, ordered, { closedUntil: now + 1 }],
    ['not-ended', true, ordered, refusedAt('deny')],
    ['ended', false, expired, {}],
    ['blocked', false, ordered, {}],
    ['blocked', false, ordered, undefined],
  ])('is %s (still shown: %j)', (state, isShown, account, access) => {
    const holder = holderOf(linked(account, access), 'japan', now);
    expect(holder?.state).toBe(state);
    expect(holder && isHolding(holder)).toBe(isShown);
  });

  test('is shown while an attempt may have yet to end the access', () => {
    const change = { kind: 'order', entityIds, time: 6, hold: false } as const;
    const open = (openChange: typeof change | { kind: 'look' }) =>
      holderOf(
        linked(ordered, {}, { openChanges: new Map([['e', { change: openChange, begunAt: 1, owner: 'o' }]]) }),
        ...(['japan', now] as const),
      )?.state;
    expect(open(change)).toBe('ending');
    expect(open({ kind: 'look' })).toBe('ending');
    expect(open({ ...change, entityIds: [] })).toBe('blocked');
    expect(holderOf(linked(ordered, {}, { failedLooks: 1 }), 'japan', now)?.state).toBe('ending');
  });
});

test('a person about whom nothing names the entity is none of it', () => {
  expect(holderOf(linked(wanted, { verifiedAt: 1 }), 'france', now)).toBeUndefined();
});

describe('the reasons', () => {
  test('are those that are valid, with what the request said', () => {
    const others = changed(wanted, {
      ...{ kind: 'request', entityIds, key: 'old' },
      assignment: { ...assignment, event: 'def', expiresAt: now },
    });
    expect(holderOf(linked(others, {}), 'japan', now)?.reasons).toEqual([
      { kind: 'request', assignment: 'hr', saidAt: 5, event: 'abc', ...terms },
    ]);
  });

  test('may be a rule, access from before, or an approval', () => {
    const assignments = new Map([['japan', { rules: ['billing'], expiresAt: now + 1 }]]);
    const decision = { generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined };
    const ruled = { ...emptyAccount, decision: { ...decision, assignments, denials: new Map(), ended: new Map() } };
    expect(holderOf(linked(ruled, {}), 'japan', now)?.reasons).toEqual([
      { kind: 'rule', rules: ['billing'], expiresAt: now + 1 },
    ]);
    const seen = changed(emptyAccount, { kind: 'see', entityIds, time: 3 });
    expect(holderOf(linked(seen, {}), 'japan', now)?.reasons).toEqual([{ kind: 'baseline', saidAt: 3 }]);
    const approved = changed(emptyAccount, { kind: 'approve', entityIds, time: 4 });
    expect(holderOf(linked(approved, {}), 'japan', now)?.reasons).toEqual([{ kind: 'approval', saidAt: 4 }]);
  });

  test('against the access are told too', () => {
    expect(holderOf(linked(ordered, {}), 'japan', now)).toMatchObject({ reasons: [], blocks: [{ kind: 'ordered' }] });
  });
});

/** What a corrected event takes back. It takes the place of its earlier version under one id. */
import { describe, expect, test } from '@jest/globals';
import { type Account, emptyAccount } from '../../../lib/account/account.ts';
import { type AccountChange, changed } from '../../../lib/account/account-change.ts';
import { blocksOf, desired } from '../../../lib/account/desired.ts';
import { joinedReasons } from '../../../lib/account/joined-reasons.ts';
import { retractedEntities } from '../../../lib/account/retraction.ts';
import { germany, japan } from '../../factories.ts';

type Request = Extract<AccountChange, { kind: 'request' }>;

const asked = (entityIds: string[], key: string, time: number, event: string): Request => ({
  ...{ kind: 'request', entityIds, key },
  assignment: { time, event, isEnded: false },
});
const ordered = (time: number, hold = false): AccountChange => ({ kind: 'order', entityIds: [japan], time, hold });
const granting = {
  kind: 'decide' as const,
  decision: {
    ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments: new Map([[japan, { rules: ['everybody'] }]]), denials: new Map(), ended: new Map() },
  },
};
const first = asked([japan], 'hr', 20, 'one');
const corrected = asked([germany], 'hr', 20, 'one');

const accountAfter = (...changes: AccountChange[]): Account => changes.reduce(changed, emptyAccount);
const isDesired = (account: Account) => desired(account, 100).get(japan) ?? false;

describe('a corrected event takes its request back', () => {
  test.each<[string, Request, string[]]>([
    ['in the entity that it no longer names', corrected, [japan]],
    ['under the assignment that it no longer names', asked([japan], 'T-1', 20, 'one'), [japan]],
    ['nowhere, if it adds an entity', asked([japan, germany], 'hr', 20, 'one'), []],
    ['nowhere, if it only changes its time', asked([japan], 'hr', 10, 'one'), []],
    ['nowhere, if it is another event', asked([germany], 'hr', 20, 'two'), []],
  ])('%s', (_, version, entityIds) => {
    expect(retractedEntities(accountAfter(first), version)).toEqual(entityIds);
  });

  test('also under another login of the user, which has taken up the earlier version', () => {
    const renamed = (login: string): AccountChange => ({
      kind: 'decide',
      decision: { ...granting.decision, assignments: new Map(), otherLogins: [{ login, generation: 1 }] },
    });
    const before = accountAfter(renamed('countess@example.com'), first);
    const other = joinedReasons({ account: accountAfter(renamed('ada@example.com')) }, { account: before });
    const after = joinedReasons({ account: changed(before, corrected) }, { account: other });
    expect(isDesired(other)).toBe(true);
    expect(isDesired(after)).toBe(false);
    expect(isDesired(joinedReasons({ account: other }, { account: after }))).toBe(false);
    expect(desired(after, 100).get(germany)).toBe(true);
    expect(isDesired(changed(after, asked([japan], 'hr', 21, 'one')))).toBe(true);
  });

  test('nowhere, if its assignment has ended since', () => {
    const end: AccountChange = { kind: 'end', entityIds: [japan], keys: ['hr'], time: 30, event: 'end' };
    expect(retractedEntities(accountAfter(first, end), corrected)).toEqual([]);
  });
});

describe('an order that the first version of a corrected event has lifted', () => {
  test('is in force again', () => {
    const account = accountAfter(granting, ordered(10), first, corrected);
    expect(isDesired(account)).toBe(false);
    expect(blocksOf(account, japan)).toEqual(blocksOf(accountAfter(granting, ordered(10), corrected), japan));
  });

  test.each<[string, AccountChange[]]>([
    ['another request', [asked([japan], 'T-1', 15, 'two')]],
    ['a newer request', [asked([japan], 'T-1', 40, 'two')]],
    ['an unblock', [{ kind: 'unblock', entityIds: [japan], time: 15 }]],
  ])('stays lifted by %s', (_, others) => {
    expect(isDesired(accountAfter(granting, ordered(10), ...others, first, corrected))).toBe(true);
    expect(isDesired(accountAfter(granting, ordered(10), first, ...others, corrected))).toBe(true);
  });

  test('is lifted no longer by a request that was ended', () => {
    const end: AccountChange = { kind: 'end', entityIds: [japan], keys: ['T-1'], time: 16, event: 'end' };
    const other = asked([japan], 'T-1', 15, 'two');
    expect(isDesired(accountAfter(granting, ordered(10), other, end, first, corrected))).toBe(false);
  });

  test('leaves nothing where there was no order', () => {
    expect(accountAfter(first, corrected).entities.get(japan)?.order).toBeUndefined();
  });
});

describe('what the first version of a corrected event took the place of does not come back', () => {
  test('an earlier request of the same assignment', () => {
    expect(isDesired(accountAfter(asked([japan], 'hr', 10, 'earlier'), first, corrected))).toBe(false);
  });

  test('an approval', () => {
    const approval: AccountChange = { kind: 'approve', entityIds: [japan], time: 10 };
    expect(isDesired(accountAfter(approval, first, corrected))).toBe(false);
  });
});

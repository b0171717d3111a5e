import { describe, expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { type AccountChange, changed } from '../../../lib/account/account-change.ts';
import { newestRequest, newestStatement } from '../../../lib/account/newest-statement.ts';
import { germany, japan } from '../../factories.ts';

const asked = (key: string, time: number, expiresAt?: number): AccountChange => ({
  ...{ kind: 'request', entityIds: [japan], key },
  assignment: { time, event: `${key} ${time}`, isEnded: false, expiresAt },
});
const ended = (key: string, time: number): AccountChange => ({
  ...{ kind: 'end', entityIds: [japan], keys: [key], time, event: `end of ${key}` },
});
const ordered = (time: number): AccountChange => ({ kind: 'order', entityIds: [japan], time, hold: false });
const unblocked = (time: number): AccountChange => ({ kind: 'unblock', entityIds: [japan], time });
const approved = (time: number): AccountChange => ({ kind: 'approve', entityIds: [japan], time });
const granting: AccountChange = {
  kind: 'decide',
  decision: {
    ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments: new Map([[japan, { rules: ['everybody'] }]]), denials: new Map(), ended: new Map() },
  },
};
const accountAfter = (...changes: AccountChange[]) => changes.reduce(changed, emptyAccount);
const newestIn = (...changes: AccountChange[]) => newestRequest(accountAfter(...changes), japan, false, 100);

describe('access was last asked for', () => {
  test.each<[string, AccountChange[], number | undefined]>([
    ['by the newest valid request', [asked('A', 10), asked('B', 20)], 20],
    [
      'by the request that remains, and not by the end of another',
      [asked('A', 10), asked('B', 20), ended('B', 30)],
      10,
    ],
    ['by no request that has run out', [asked('A', 10), asked('B', 20, 50)], 10],
    ['by no request that an order ended', [asked('A', 10), ordered(20)], undefined],
    ['by the request that lifts an order', [asked('A', 10), ordered(20), asked('B', 30)], 30],
    ['by unblock', [granting, ordered(20), unblocked(30)], 30],
    ['by no rule: it has no time', [granting], undefined],
    ['by no approval, unless it is to be approved', [approved(10)], undefined],
    ['never, if nothing was said', [], undefined],
  ])('%s', (_, changes, time) => {
    expect(newestIn(...changes)).toBe(time);
  });

  test('by the approval that is to be carried out', () => {
    expect(newestRequest(accountAfter(asked('A', 10), approved(20)), japan, true, 100)).toBe(20);
  });

  test('in its own entity alone', () => {
    expect(newestRequest(accountAfter(asked('A', 10)), germany, false, 100)).toBeUndefined();
  });
});

test('the newest statement is an end or an order, too', () => {
  expect(newestStatement(accountAfter(asked('A', 10), ended('A', 20)), japan)).toBe(20);
  expect(newestStatement(accountAfter(asked('A', 10), ordered(30)), japan)).toBe(30);
  expect(newestStatement(emptyAccount, japan)).toBeUndefined();
});

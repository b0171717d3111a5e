import { describe, expect, test } from '@jest/globals';
import { type Decision, emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import { ranOutAt, reasonsFor } from '../../../lib/audit/reasons.ts';

const japan = 'japan';
const decision: Decision = {
  ...{ generation: 1, revision: 1, isSuspended: false, hasLeft: false, leftAt: undefined },
  ...{ denials: new Map(), ended: new Map() },
  assignments: new Map([[japan, { rules: ['project'], expiresAt: 500 }]]),
};

describe('access that rules gave for a time', () => {
  const account = changed(emptyAccount, { kind: 'decide', decision });

  test('is explained by them until its end', () => {
    expect(reasonsFor(account, japan, 499)).toEqual([{ kind: 'rule', rules: ['project'] }]);
    expect(ranOutAt(account, japan, 499)).toBeUndefined();
  });

  test('is told to have ended with them', () => {
    expect(reasonsFor(account, japan, 500)).toEqual([
      { kind: 'ended', rules: ['project'], expiresAt: '1970-01-01T00:00:00.500Z' },
    ]);
    expect(ranOutAt(account, japan, 700)).toBe(500);
  });
});

test('access that ended because rules no longer grant it is explained by them', () => {
  const ended = { ...decision, assignments: new Map(), ended: new Map([[japan, ['project', 'everybody']]]) };
  const account = changed(emptyAccount, { kind: 'decide', decision: ended });
  expect(reasonsFor(account, japan, 500)).toEqual([{ kind: 'ended', rules: ['project', 'everybody'] }]);
  expect(ranOutAt(account, japan, 500)).toBeUndefined();
});

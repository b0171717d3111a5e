import { expect, test } from '@jest/globals';
import { type Account, type Decision, emptyAccount } from '../../../lib/account/account.ts';
import { maxAssignments } from '../../../lib/account/account-bound.ts';
import { changed } from '../../../lib/account/account-change.ts';
import type { OpenChange, SaidChange } from '../../../lib/account/open-change.ts';
import { refusalOf } from '../../../lib/account/refused-change.ts';
import { germany, japan } from '../../factories.ts';

const now = 1_795_900_000_000;

const asked = (key: string): SaidChange => ({
  ...{ kind: 'request', entityIds: [japan], key },
  assignment: { time: now, event: key, isEnded: false },
});
const approved: SaidChange = { kind: 'approve', entityIds: [germany], time: now };
const ended: SaidChange = { kind: 'end', entityIds: [japan], keys: ['1'], time: now, event: 'end' };
const decided = (revision: number, entityId: string): SaidChange & { readonly decision: Decision } => ({
  kind: 'decide',
  decision: {
    ...{ generation: 1, revision, isSuspended: false, hasLeft: false, leftAt: undefined },
    ...{ assignments: new Map([[entityId, { rules: ['everybody'] }]]), denials: new Map(), ended: new Map() },
  },
});
const full = Array.from({ length: maxAssignments }, (_, index) => asked(String(index))).reduce(changed, emptyAccount);

/** Once the account has heard it. */
const refusal = (change: SaidChange, before: Account) => refusalOf(change, changed(before, change), now);

test.each<[string, SaidChange]>([
  ['a request', asked('one more')],
  ['an approval', approved],
])('%s is refused if the account has as many assignments as it may have', (_, change) => {
  expect(refusal(change, full)).toBe('too-many-assignments');
  expect(refusal(change, emptyAccount)).toBeUndefined();
});

test.each<[string, SaidChange]>([
  ['the request of an assignment that it has', asked('1')],
  ['an end', ended],
  ['a decision', decided(1, germany)],
])('a full account takes up %s', (_, change) => {
  expect(refusal(change, full)).toBeUndefined();
});

test('an account that has too many takes up what adds none', () => {
  const overfull = changed(full, asked('one more'));
  const look: OpenChange['change'] = { kind: 'look' };
  for (const change of [ended, decided(1, germany), look]) expect(refusalOf(change, overfull, now)).toBeUndefined();
});

test('a decision is refused if another one has its revision, and says something else', () => {
  const account = changed(emptyAccount, decided(1, germany));
  expect(refusal(decided(1, japan), account)).toBe('contradicted');
  expect(refusal(decided(1, germany), account)).toBeUndefined();
  expect(refusal(decided(2, japan), account)).toBeUndefined();
});

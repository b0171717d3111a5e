import { expect, test } from '@jest/globals';
import { policy, reading } from '../../../fuzz/fixtures/policies.ts';
import type { Person } from '../../../lib/identity/person.ts';
import type { ChangeKind } from '../../../lib/identity/reading.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { ruleCounts } from '../../../operator/policy/rule-counts.ts';

const by = policy();

function known(login: string, said: Person, change: ChangeKind = 'joined'): KnownPerson {
  const { person } = changedBy(
    by,
    unknownPerson(login),
    reading(change, { id: login, userName: login, ...said }),
    'okta',
  );
  return { ...person, logins: [{ login, generation: 1 }] };
}

test('each rule tells whom it matches, and for whom it is undecided', () => {
  const people = [
    known('ada', { department: 'Billing', userType: 'employee' }),
    known('grace', { department: 'Sales', userType: 'Contractor' }),
    known('alan', { department: 'Billing' }),
  ];
  expect(ruleCounts(by, people)).toMatchObject({
    people: 3,
    rules: [
      { rule: 'germany-group', matches: 0 },
      { rule: 'billing', matches: 2, undecided: 0 },
      { rule: 'no-contractors', matches: 1, undecided: 1, unknown: ['userType'] },
    ],
  });
});

test('those whom a rule is undecided for are named by who they are, not by their login alone', () => {
  const [, , rule] = ruleCounts(by, [known('alan', { department: 'Billing' })]).rules;
  expect(rule?.examples).toEqual([{ person: unknownPerson('alan').id, login: 'alan' }]);
});

test('somebody without a login, and somebody who has left, counts for no rule', () => {
  const people = [{ ...known('ada', { department: 'Billing' }), logins: [] }, known('grace', {}, 'left')];
  expect(ruleCounts(by, people)).toMatchObject({ people: 0, rules: [{ matches: 0 }, { matches: 0 }, { matches: 0 }] });
});

import { expect, test } from '@jest/globals';
import { policy } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import { entitlementsOf } from '../../../operator/policy/entitlement.ts';

const statuses = (person: Person) =>
  entitlementsOf(policy(), person).map(({ name, status, rules }) =>
    [name, status, ...rules.map(({ id, unmet }) => [id, ...unmet].join(' '))].join(': '),
  );

test.each<[what: string, person: Person, statuses: string[]]>([
  [
    'nothing',
    {},
    [
      'home: home',
      'germany: undecided: germany-group groups: billing department',
      'france: undecided: billing department',
      'japan: not-granted',
    ],
  ],
  [
    'a department that grants',
    { department: 'Billing' },
    ['home: home', 'germany: granted: billing', 'france: granted: billing', 'japan: not-granted'],
  ],
  [
    'a denial',
    { department: 'Billing', userType: 'Contractor' },
    ['home: home', 'germany: granted: billing', 'france: denied: no-contractors', 'japan: not-granted'],
  ],
  [
    'another department',
    { department: 'Sales', groups: ['x'] },
    [
      'home: home',
      'germany: undecided: germany-group groups',
      'france: not-granted: billing department',
      'japan: not-granted',
    ],
  ],
  [
    'that the person is not active',
    { department: 'Billing', active: false },
    ['home: home', 'germany: not-granted', 'france: not-granted', 'japan: not-granted'],
  ],
])('a policy tells of somebody of whom is known: %s', (_, person, expected) => {
  expect(statuses(person)).toEqual(expected);
});

test('a denial that grants meanwhile takes nothing of what is granted, and is told', () => {
  const [, , france] = entitlementsOf(policy(), { department: 'Billing' });
  expect(france?.undecidedDenials).toEqual([{ id: 'no-contractors', unmet: ['userType'] }]);
});

test.each<[what: string, person: Person, france: string]>([
  ['withholds what a rule grants', { department: 'Billing' }, 'withheld: unsaid userType'],
  ['leaves open what a rule may grant', {}, 'undecided: billing department'],
  ['has nothing to withhold that no rule grants', { department: 'Sales' }, 'not-granted: billing department'],
  ['denies by silence that is known', { department: 'Billing', userType: cleared }, 'denied: unsaid'],
])('a denial that is undecided %s', (_, person, france) => {
  const [, billing] = policy().rules.slice(0, 2);
  const silence = { id: 'unsaid', when: { userType: [{ exists: false }] }, deny: ['france'] };
  const told = entitlementsOf(policy({ rules: [billing, silence] }), person).map(({ status, rules }) =>
    [status, ...rules.map(({ id, unmet }) => [id, ...unmet].join(' '))].join(': '),
  );
  expect(told[2]).toBe(france);
});

import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { policyExplanation } from '../../../cli/reports/policy-explanation.ts';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared } from '../../../lib/identity/person.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { tryReading } from '../../../operator/policy/trial.ts';

function explanation(read: PersonReading): string {
  const { line, judgements } = tryReading(policy({ on: { ...revoking, left: 'report' } }), read, 'okta');
  return policyExplanation(read, line, judgements);
}

const explained = (read: PersonReading) => stripVTControlCharacters(explanation(read));

test('it says what was read, how each rule fared, and what would be done', () => {
  const person = { department: 'Sales', groups: ['zuora-germany', 'x'] };
  expect(explained(reading('joined', person))).toBe(`source    okta
change    joined
time      2026-11-21T09:30:00.000Z
username  ada@example.com

Person
  userName    ada@example.com
  department  Sales
  groups      zuora-germany, x

Rules
  + germany-group matches: grants germany
      groups: zuora-germany
  - billing contradicted: grants germany, france
      department: Sales; wanted Billing or prefix Finance
    no-contractors undecided: denies france
      userType: not in the event; wanted equals-ignore-case contractor

Outcome
  grant: germany
`);
});

test.each<[PersonReading, string]>([
  [reading('left'), 'report only: germany, france, japan'],
  [reading('removed-from-group', {}, { groups: ['zuora-germany'] }), 'revoke: germany'],
  [reading('joined'), 'nothing: no rule grants or revokes anything'],
  [reading('joined', { userType: 'contractor' }), 'nothing is granted: rules deny access'],
  [{ ...reading('joined'), person: { id: 'x' } }, 'nothing: the event has none of the attributes'],
])('an outcome in words (%#)', (read, outcome) => {
  expect(explained(read)).toContain(outcome);
});

test('an outcome tells what is withheld, by which rules, and what would decide', () => {
  const rules = [
    { id: 'billing', when: { department: ['Billing'] }, grant: ['germany', 'france'] },
    { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'] },
    { id: 'abroad', when: { country: ['FR'], groups: ['g'] }, deny: ['france'] },
  ];
  const read = reading('joined', { department: 'Billing' });
  const { line, judgements } = tryReading(policy({ rules }), read, 'okta');
  expect(stripVTControlCharacters(policyExplanation(read, line, judgements))).toContain(`Outcome
  grant: germany
  france: withheld by no-contractors: userType is unknown
  france: withheld by abroad: country, groups are unknown
`);
});

test.each([
  ['changed', 'nothing: the policy does not list the source'],
  ['left', 'report only: germany, france, japan\n  the policy does not list the source'],
] as const)('an outcome tells that the source only reports: %s', (change, outcome) => {
  const read = reading(change);
  const { line, judgements } = tryReading(policy({ on: revoking, sources: ['workday'] }), read, 'okta');
  expect(stripVTControlCharacters(policyExplanation(read, line, judgements))).toContain(outcome);
});

test('what a source wrote cannot steer the terminal', () => {
  const read = reading('joined', { department: '\u{1b}[31m\nOutcome', '\u{1b}]0;x': 'y' }, { groups: ['\r'] });
  const shown = explanation(read);
  for (const steering of ['\u{1b}[31m\n', '\u{1b}]0', '\r']) expect(shown).not.toContain(steering);
});

test.each<[name: string, PersonReading, string]>([
  ['a list without the wanted value', reading('joined', { groups: ['x'] }), 'groups: x; wanted zuora-germany'],
  [
    'the group that the person was removed from',
    reading('removed-from-group', { groups: ['zuora-germany'] }, { groups: ['zuora-germany'] }),
    'groups: removed by the event; wanted zuora-germany',
  ],
  ['a removed attribute', reading('changed', { department: cleared }), 'department: removed by the event; wanted'],
])('a rule that fails tells what it found: %s', (_, read, finding) => {
  expect(explained(read)).toContain(finding);
});

import { describe, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { alone } from '../people/alone.ts';

const rules = [
  { id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] },
  { id: 'auditor', when: { roles: ['auditor', { prefix: 'audit-' }] }, grant: ['france'] },
  { id: 'accountant', when: { roles: ['accountant'], department: [{ 'anything-but': 'Sales' }] }, grant: ['france'] },
  { id: 'group', when: { groups: ['zuora-japan', { prefix: 'japan-' }] }, grant: ['japan'] },
];

function decide(
  change: ChangeKind,
  person: Person,
  others: Partial<PersonReading> = {},
  denials: object[] = [],
): string {
  const line = alone(policy({ rules: [...rules, ...denials], on: revoking }), reading(change, person, others));
  const { granted = [], revoked = [] } = line;
  if (granted.length + revoked.length === 0) return `${line.outcome}: ${line.reason}`;
  return [granted.length > 0 && `grant ${granted}`, revoked.length > 0 && `revoke ${revoked}`]
    .filter(Boolean)
    .join('; ');
}

describe('a removed attribute', () => {
  test('contradicts a rule that asks for a value', () => {
    expect(decide('changed', { department: cleared })).toBe('revoke germany');
  });

  test('contradicts a rule that asks for any other value', () => {
    expect(decide('changed', { department: cleared, roles: ['accountant'] })).toBe('revoke germany');
    expect(decide('changed', { department: cleared, roles: cleared })).toBe('revoke germany,france');
  });

  test.each([['groups'], ['roles']])('contradicts a rule on %s, of which none is left', (name) => {
    expect(decide('changed', { [name]: cleared })).toBe(name === 'groups' ? 'revoke japan' : 'revoke france');
  });

  test('is known to be absent', () => {
    const denial = { id: 'unknown', when: { department: [{ exists: false }] }, deny: ['japan'] };
    expect(decide('changed', { department: cleared }, {}, [denial])).toBe('revoke germany,japan');
  });

  test('of a joiner grants nothing and ends nothing', () => {
    expect(decide('joined', { department: cleared })).toBe('ignored: no-rule');
  });

  test('is not a username: the next attribute is used', () => {
    expect(decide('changed', { userName: cleared, email: 'ada@example.com', department: cleared })).toBe(
      'revoke germany',
    );
    expect(decide('changed', { userName: cleared })).toBe('unresolvable: no-username');
  });
});

describe('a removed role', () => {
  const removed = (names: string[], person: Person = {}) =>
    decide('removed-from-group', person, { groups: names, groupsAttribute: 'roles' });

  test('ends the access of the rules that ask for it', () => {
    expect(removed(['auditor'])).toBe('revoke france');
    expect(removed(['audit-emea'])).toBe('revoke france');
  });

  test('keeps what another role of the person grants', () => {
    expect(removed(['auditor'], { roles: ['accountant'], department: 'Tax' })).toBe('grant france');
  });

  test('is not a group of the same name', () => {
    expect(removed(['zuora-japan'])).toBe('ignored: no-rule');
    expect(decide('removed-from-group', {}, { groups: ['auditor'] })).toBe('ignored: no-rule');
  });
});

describe('a list that was replaced', () => {
  test('contradicts rules that ask for a value that it lacks', () => {
    expect(decide('changed', { roles: ['other'] }, { wholeLists: ['roles'] })).toBe('revoke france');
    expect(decide('changed', { roles: ['auditor'] }, { wholeLists: ['roles'] })).toBe('grant france');
  });

  test('contradicts nothing if it may lack some values', () => {
    expect(decide('changed', { roles: ['other'] })).toBe('ignored: no-rule');
  });
});

describe('a member that the policy knows as a group', () => {
  test.each<[Person]>([
    [{ userName: 'zuora-japan' }],
    [{ userName: 'ada', email: 'zuora-japan' }],
    [{ userName: 'ada', id: 'zuora-japan' }],
  ])('is ignored: %j', (person) => {
    const others = { groups: ['zuora-japan'], mayBeGroup: true } as const;
    expect(decide('added-to-group', person, others)).toBe('ignored: nested-group');
    expect(decide('removed-from-group', person, others)).toBe('ignored: nested-group');
  });

  test('is a person if the source says so', () => {
    const person = { userName: 'ada', id: 'zuora-japan' };
    expect(decide('removed-from-group', person, { groups: ['zuora-japan'] })).toBe('revoke japan');
  });

  test('is a person if the name only begins like a group’s, and for any other change', () => {
    const others = { groups: ['zuora-japan'], mayBeGroup: true } as const;
    expect(decide('added-to-group', { userName: 'japan-ada' }, others)).toBe('grant japan');
    expect(decide('joined', { userName: 'zuora-japan', department: 'Billing' })).toBe('grant germany');
  });
});

test.each([
  ['with decomposed accents', 'zoe\u0301@example.com', 'zoé@example.com'],
  ['with invisible characters', '\u200bada\u00ad@example.com\ufeff', 'ada@example.com'],
  ['in another case, which is kept', 'Ada@Example.com', 'Ada@Example.com'],
])('a login %s has one form, for Zuora and in the log', (_, written, expected) => {
  const change = reading('left', { userName: written });
  expect(alone(policy({ on: revoking }), change).username).toBe(expected);
});

test('a login of invisible characters alone is none', () => {
  expect(decide('left', { userName: '\u200b\u2060' })).toBe('unresolvable: bad-username');
});

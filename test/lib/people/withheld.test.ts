/** A denial that is undecided withholds new access until it is decided, and ends none. */
import { describe, expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { type ChangedPerson, changedBy } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { alone } from './alone.ts';

const billing = { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] };
const byType = { id: 'by-type', when: { userType: ['contractor'] }, deny: ['france'] };
const byGroup = { id: 'by-group', when: { groups: ['interns'] }, deny: ['france'] };
const byGroups = { id: 'by-groups', when: { groups: ['interns', 'temps'] }, deny: ['france'] };
const byPrefix = { id: 'by-prefix', when: { groups: [{ prefix: 'ext-' }] }, deny: ['france'] };
const byNoGroup = { id: 'by-no-group', when: { groups: [{ exists: false }] }, deny: ['france'] };
const bySilence = { id: 'by-silence', when: { userType: [{ exists: false }] }, deny: ['france'] };
const byBoth = { id: 'by-both', when: { userType: ['contractor'], country: ['FR'] }, deny: ['france'] };
const ruled = (...rules: object[]) => policy({ rules, on: revoking });

/** Each an hour after the one before. */
function lastOf(...said: readonly (readonly [Policy, PersonReading])[]): ChangedPerson {
  let changed: ChangedPerson | undefined;
  for (const [index, [by, one]] of said.entries()) {
    const time = new Date(Date.UTC(2026, 10, 21, 9 + index)).toISOString();
    changed = changedBy(by, changed?.person ?? unknownPerson('ada'), { ...one, time }, 'okta');
  }
  if (changed === undefined) throw new Error('nothing was said');
  return changed;
}

function france({ decided }: KnownPerson): string {
  const parts = ['assignments', 'denials', 'ended', 'withheld'] as const;
  const lists = parts.filter((part) => decided[part].has(entities.france));
  return lists.map((part) => `${part} ${decided[part].get(entities.france)}`).join('; ');
}

const known = (person: Person, others: Partial<PersonReading> = {}) =>
  [{ department: 'Billing', ...person }, others] as const;
const [unknown, contradicts, matches] = ['unknown', 'contradicts', 'matches'] as const;

/** How what is known decides each denial. */
const cases = [
  [unknown, byType, known({})],
  [contradicts, byType, known({ userType: 'employee' })],
  [contradicts, byType, known({ userType: cleared })],
  [matches, byType, known({ userType: 'contractor' })],
  [unknown, byGroup, known({})],
  [unknown, byGroup, known({ groups: ['other'] })],
  [contradicts, byGroup, known({ groups: ['other'] }, { wholeLists: ['groups'] })],
  [contradicts, byGroup, known({ groups: cleared })],
  [contradicts, byGroup, known({}, { change: 'removed-from-group', groups: ['interns'] })],
  [matches, byGroup, known({ groups: ['interns'] })],
  [unknown, byGroups, known({}, { change: 'removed-from-group', groups: ['interns'] })],
  [contradicts, byGroups, known({}, { change: 'removed-from-group', groups: ['interns', 'temps'] })],
  [unknown, byPrefix, known({}, { change: 'removed-from-group', groups: ['ext-a'] })],
  [contradicts, byPrefix, known({ groups: ['other'] }, { wholeLists: ['groups'] })],
  [unknown, byNoGroup, known({})],
  [contradicts, byNoGroup, known({ groups: ['interns'] })],
  [unknown, bySilence, known({})],
  [contradicts, bySilence, known({ userType: 'employee' })],
  [matches, bySilence, known({ userType: cleared })],
  [unknown, byBoth, known({})],
  [unknown, byBoth, known({ userType: 'contractor' })],
  [contradicts, byBoth, known({ userType: 'employee' })],
  [contradicts, byBoth, known({ country: 'DE' })],
  [matches, byBoth, known({ userType: 'contractor', country: 'FR' })],
] as const;

describe.each([
  ['new access', false],
  ['access that was decided before', true],
])('of %s', (_, isAssigned) => {
  describe.each([
    ['withholds', undefined],
    ['grants', 'grant'],
  ])('what is unknown %s', (_, onUnknown) => {
    test.each(cases)('and what is known %s %j: %j', (is, denial, [person, others]) => {
      const denying = ruled(billing, onUnknown === undefined ? denial : { ...denial, unknown: onUnknown });
      const before = isAssigned ? [[ruled(billing), reading('joined', { department: 'Billing' })] as const] : [];
      const told = lastOf(...before, [denying, reading('changed', person, others)]);
      const isWithheld = is === unknown && !isAssigned && onUnknown === undefined;
      const expected =
        is === matches ? `denials ${denial.id}` : isWithheld ? `withheld ${denial.id}` : 'assignments billing';
      expect(france(told.person)).toBe(expected);
      expect(told.change.granted).toEqual(!isAssigned && expected === 'assignments billing' ? ['france'] : []);
    });
  });
});

describe('withheld access', () => {
  const by = ruled(billing, byType);
  const joins = [by, reading('joined', { department: 'Billing' })] as const;

  test('is given once the fact arrives, by any event', () => {
    const employee = [by, reading('changed', { userType: 'employee' })] as const;
    const { person, change } = lastOf(joins, employee);
    expect([france(person), change.granted]).toEqual(['assignments billing', ['france']]);
    expect(france(lastOf(employee, joins).person)).toBe('assignments billing');
  });

  test('is denied once the fact arrives, if the fact says so', () => {
    const { person, change } = lastOf(joins, [by, reading('joined', { userType: 'contractor' })]);
    expect([france(person), change.granted, change.withheld]).toEqual(['denials by-type', [], []]);
  });

  test('is not told anybody: nothing is revised', () => {
    expect(lastOf(joins)).toMatchObject({
      isRevised: false,
      change: { withheld: ['france'], withheldBy: ['by-type'] },
    });
  });

  test('of somebody who leaves is not withheld any more, but over', () => {
    const reporting = policy({ rules: [billing, byType] });
    for (const leaving of [by, reporting]) {
      expect(lastOf(joins, [leaving, reading('left')]).change.withheld).toEqual([]);
    }
  });

  test('is new again after it has ended', () => {
    const sales = [ruled(billing), reading('changed', { department: 'Sales' })] as const;
    const { person } = lastOf([ruled(billing), joins[1]], sales, [by, reading('changed', { department: 'Billing' })]);
    expect(france(person)).toBe('ended billing; withheld by-type');
  });
});

describe('access that was decided before', () => {
  const group = { id: 'group', when: { groups: ['g'] }, grant: ['france'] };

  test('goes to another rule that matches, whatever is withheld', () => {
    const added = [ruled(group), reading('added-to-group', {}, { groups: ['g'] })] as const;
    const removed = reading('removed-from-group', { department: 'Billing' }, { groups: ['g'] });
    for (const denial of [byType, bySilence]) {
      expect(france(lastOf(added, [ruled(group, billing, denial), removed]).person)).toBe('assignments billing');
    }
  });

  test('of which nobody knew does not end either, as long as another rule matches', () => {
    const removed = reading('removed-from-group', { department: 'Billing' }, { groups: ['g'] });
    for (const denial of [byType, bySilence]) {
      expect(alone(ruled(group, billing, denial), removed)).toMatchObject({ reason: 'withheld' });
    }
  });
});

describe('the line of an event', () => {
  const joined = reading('joined', { department: 'Billing' });

  test('says what is withheld, by which rules, and what is unknown', () => {
    const line = alone(ruled(billing, byType, byBoth, byGroup), joined);
    expect(line).toMatchObject({
      ...{ outcome: 'ignored', reason: 'withheld', withheld: ['france'] },
      ...{ withheldBy: ['by-type', 'by-both', 'by-group'], unknown: ['userType', 'country', 'groups'] },
    });
    expect(line.granted).toBeUndefined();
  });

  test('says it next to what is granted', () => {
    const line = alone(ruled({ ...billing, grant: ['germany', 'france'] }, byType), joined);
    expect(line).toMatchObject({ outcome: 'translated', granted: ['germany'], withheld: ['france'] });
  });

  test('names only the rules that are undecided', () => {
    const line = alone(ruled(billing, byType, byGroup), reading('joined', { ...joined.person, userType: 'employee' }));
    expect(line).toMatchObject({ withheldBy: ['by-group'], unknown: ['groups'] });
  });

  test('says nothing of what no rule grants', () => {
    expect(alone(ruled(billing, byType), reading('joined', { department: 'Sales' }))).toEqual(
      expect.not.objectContaining({ withheld: expect.anything() }),
    );
  });
});

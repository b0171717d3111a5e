/** What counts of several sources, by the order that a policy gives them. */
import { describe, expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared, type Person } from '../../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../../lib/identity/reading.ts';
import { knowledgeFor } from '../../../lib/people/knowledge.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { type ChangedPerson, changedBy } from '../../../lib/people/person-change.ts';
import { learntLine } from '../../../lib/translation/learnt-line.ts';

const rules = [
  { id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] },
  { id: 'group', when: { groups: ['a', 'b'] }, grant: ['japan'] },
];
const by = (...sources: string[]) => policy({ rules, on: revoking, ...(sources.length > 0 && { sources }) });
const ordered = by('workday', 'okta');

type Said = readonly [source: string, change: ChangeKind, person?: Person, others?: Partial<PersonReading>];

interface Last extends ChangedPerson {
  readonly line: ReturnType<typeof learntLine>;
}

/** What the last event does; each an hour after the one before. */
function lastOf(said: readonly Said[], on = ordered): Last {
  let known: KnownPerson = { ...unknownPerson('ada'), logins: [{ login: 'ada@example.com', generation: 1 }] };
  let last: Last | undefined;
  for (const [index, [source, change, person, others]] of said.entries()) {
    const time = new Date(Date.UTC(2026, 10, 21, 9 + index)).toISOString();
    const one = reading(change, person, { ...others, time });
    const changed = changedBy(on, known, one, source);
    known = changed.person;
    last = { ...changed, line: learntLine(one, source, { is: 'learnt', ...changed }, known) };
  }
  if (last === undefined) throw new Error('nothing was said');
  return last;
}

const knownBy = (said: readonly Said[], on = ordered) => knowledgeFor(on, lastOf(said, on).person);
const assignedTo = ({ person }: ChangedPerson) =>
  Object.entries(entities).flatMap(([name, id]) => (person.decided.assignments.has(id) ? [name] : []));

describe('an attribute', () => {
  const workday = ['workday', 'changed', { department: 'Billing' }] as const;
  const okta = ['okta', 'changed', { department: 'Sales', country: 'DE' }] as const;

  test('has the value of the first source that said something of it, whatever came last', () => {
    for (const said of [
      [workday, okta],
      [okta, workday],
    ]) {
      expect(knownBy(said).person).toMatchObject({ department: 'Billing' });
    }
    expect(knownBy([workday, okta], by()).person).toMatchObject({ department: 'Sales' });
  });

  test('is decided by a later source as long as the first one is silent', () => {
    expect(knownBy([okta, ['workday', 'joined']]).person).toMatchObject({ department: 'Sales' });
  });

  test('has no value if the first source says so', () => {
    const none = ['workday', 'changed', { department: cleared }] as const;
    expect(knownBy([okta, none, okta]).person['department']).toBe(cleared);
  });

  test('is unknown if only a source has it that is not listed', () => {
    const said = [['personio', 'joined', { department: 'Billing' }]] as const;
    expect(knownBy(said).person).toEqual({});
    expect(lastOf(said).line).toMatchObject({ outcome: 'ignored', reason: 'unlisted-source' });
  });
});

describe('a list', () => {
  const isIn = (source: string, ...groups: string[]): Said => [source, 'added-to-group', {}, { groups }];
  const isNotIn = (source: string, ...groups: string[]): Said => [source, 'removed-from-group', {}, { groups }];
  const hasOnly = (source: string, ...groups: string[]): Said => {
    return [source, 'changed', { groups }, { wholeLists: ['groups'] }];
  };
  const listBy = (...said: readonly Said[]) => {
    const { person, absent, wholeLists } = knownBy(said);
    return [person['groups'], absent['groups'], wholeLists];
  };

  test('has the groups of all listed sources', () => {
    expect(listBy(isIn('okta', 'a'), isIn('workday', 'b'))).toEqual([['a', 'b'], [], []]);
  });

  test('has no group that only a source names that is not listed', () => {
    expect(assignedTo(lastOf([['okta', 'joined'], isIn('scim', 'a')]))).toEqual([]);
    expect(assignedTo(lastOf([['okta', 'joined'], isIn('scim', 'a')], by()))).toEqual(['japan']);
  });

  test('lacks a group of which the first source that names it says so, in any order of arrival', () => {
    for (const said of [
      [isNotIn('workday', 'a'), isIn('okta', 'a')],
      [isIn('okta', 'a'), isNotIn('workday', 'a')],
      [isIn('workday', 'a'), isIn('okta', 'a'), hasOnly('workday', 'b'), isIn('okta', 'a')],
    ]) {
      expect(listBy(...said)[1]).toEqual(['a']);
    }
  });

  test('keeps a group of the first source that another one takes away', () => {
    const { person, line } = lastOf([isIn('workday', 'a'), isNotIn('okta', 'a')]);
    expect([...person.decided.assignments.keys()]).toEqual([entities.japan]);
    expect(line).toMatchObject({ outcome: 'ignored', reason: 'no-change' });
  });

  test('is whole if every listed source that said something of it said it as a whole', () => {
    expect(listBy(hasOnly('okta', 'x'))[2]).toEqual(['groups']);
    expect(listBy(hasOnly('okta', 'x'), isIn('scim', 'b'))[2]).toEqual(['groups']);
    expect(listBy(hasOnly('okta', 'x'), isIn('workday', 'b'))[2]).toEqual([]);
    expect(listBy(hasOnly('okta', 'x'), hasOnly('workday', 'b'))[2]).toEqual(['groups']);
  });
});

describe('a leaving', () => {
  const works = ['workday', 'joined', { department: 'Billing' }] as const;
  const left = (source: string): Said => [source, 'left'];

  test('of the first source that knows the state counts, whatever a later one says', () => {
    expect(lastOf([works, ['okta', 'joined'], left('workday')]).person.decided.hasLeft).toBe(true);
    expect(lastOf([['workday', 'changed', { department: 'Billing' }], left('okta')]).person.decided.hasLeft).toBe(true);
  });

  test('of a later source suspends, until that source calls the person active again', () => {
    const said = [works, ['okta', 'joined'], left('okta')] as const;
    const last = lastOf(said);
    expect(last.person.decided).toMatchObject({ isSuspended: true, hasLeft: false });
    expect(last.line).toMatchObject({ outcome: 'translated', revoked: ['germany', 'france', 'japan'] });
    const back = lastOf([...said, ['okta', 'joined']]);
    expect([assignedTo(back), back.person.decided.isSuspended]).toEqual([['germany'], false]);
  });

  test('of a source that is not listed is only reported, whoever knows the state', () => {
    const last = lastOf([['workday', 'changed', { department: 'Billing' }], left('personio')]);
    expect([assignedTo(last), last.isRevised]).toEqual([['germany'], false]);
    expect(last.line).toMatchObject({ reason: 'report-only', reported: ['germany'], detail: 'unlisted-source' });
  });

  test('that is only reported names everything if nothing was decided yet', () => {
    expect(lastOf([left('personio')]).line.reported).toEqual(['germany', 'france', 'japan']);
  });

  test('that is late, and was taken back in the source itself, is not reported', () => {
    const time = '2026-11-21T08:00:00.000Z';
    const last = lastOf([works, ['okta', 'joined']]);
    expect(changedBy(ordered, last.person, reading('left', {}, { time }), 'okta').change.reported).toEqual([]);
  });

  test('is undone by the first source alone', () => {
    const back = (source: string): Said => [source, 'joined', { department: 'Billing' }];
    expect(assignedTo(lastOf([works, left('workday'), back('okta')]))).toEqual([]);
    expect(assignedTo(lastOf([works, left('workday'), left('okta'), back('workday')]))).toEqual(['germany']);
  });
});

test('a source that is not listed ends nothing that the service did not know of', () => {
  const removal = ['scim', 'removed-from-group', {}, { groups: ['a'] }] as const;
  expect(lastOf([removal]).line).toMatchObject({ outcome: 'ignored', reason: 'unlisted-source' });
  expect(lastOf([removal], by()).line).toMatchObject({ revoked: ['japan'] });
});

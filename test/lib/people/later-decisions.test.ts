/** What becomes of earlier decisions about a person. */
import { describe, expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { cleared } from '../../../lib/identity/person.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';

/** What is decided after events, each by its policy. */
function decidedAfter(...events: readonly (readonly [Policy, PersonReading])[]) {
  const ada = events.reduce((known, [by, event]) => changedBy(by, known, event, 'plain').person, unknownPerson('ada'));
  const { assignments, ended, reported, endsAt } = ada.decided;
  const named = (ids: ReadonlyMap<string, unknown>) =>
    Object.entries(entities).flatMap(([name, id]) => (ids.has(id) ? [name] : []));
  return { assigned: named(assignments), ended: named(ended), reported: named(reported), endsAt: [...endsAt.values()] };
}

const at = (minutes: number) => ({ time: `2026-11-21T09:${minutes}:00.000Z` });
const inGroup = { groups: ['g'] };

const byGroup = (id: string, when: object = { groups: ['g'] }) =>
  policy({ rules: [{ id, when, grant: ['japan'] }], on: revoking });

test.each<[when: string, between: readonly PersonReading[]]>([
  ['at once', []],
  ['after another event', [reading('changed', {}, at(11))]],
])('a rule with a new id ends what it granted under the old one: %s', (_, between) => {
  const [former, present] = [byGroup('former'), byGroup('present')];
  const removed = reading('removed-from-group', {}, { ...inGroup, ...at(12) });
  expect(
    decidedAfter(
      [former, reading('added-to-group', {}, { ...inGroup, ...at(10) })],
      ...between.map((event) => [present, event] as const),
      [present, removed],
    ),
  ).toMatchObject({ assigned: [], ended: ['japan'] });
});

test.each(['joined', 'changed'] as const)('a rule that is gone ends nothing alone: %s', (change) => {
  const none = policy({ rules: [{ id: 'other', when: { department: ['Sales'] }, grant: ['france'] }], on: revoking });
  const added = reading('added-to-group', {}, { ...inGroup, ...at(10) });
  expect(decidedAfter([byGroup('former'), added], [none, reading(change, {}, at(11))])).toMatchObject({
    assigned: ['japan'],
  });
});

test('what an attribute ends is only reported, though the event is a removal that would revoke', () => {
  const rules = [{ id: 'rule', when: { department: [{ exists: false }] }, grant: ['japan'] }];
  const reporting = policy({ rules, on: { ...revoking, ruleNoLongerMatches: 'report' } });
  const moved = reading('removed-from-group', { department: 'Sales' }, { groups: ['other'], ...at(11) });
  const joined = [reporting, reading('joined', { department: cleared }, at(10))] as const;
  const once = decidedAfter(joined, [reporting, moved]);
  expect(once).toEqual({ assigned: ['japan'], ended: [], reported: ['japan'], endsAt: [] });
  expect(decidedAfter(joined, [reporting, moved], [reporting, moved])).toEqual(once);
});

test('a late removal from a group that the person is in again ends nothing', () => {
  const rule = byGroup('rule', { groups: ['g'], department: ['Billing'] });
  const late = reading('removed-from-group', {}, { ...inGroup, ...at(10) });
  const again = reading('added-to-group', {}, { ...inGroup, ...at(11) });
  expect(decidedAfter([rule, again], [rule, late])).toMatchObject({ ended: [] });
});

test('somebody whose leaving was reported, and who is back, loses what no rule grants any more', () => {
  const by = policy({ on: { ...revoking, left: 'report' } });
  expect(
    decidedAfter(
      [by, reading('joined', { department: 'Billing' }, at(10))],
      [by, reading('left', {}, at(11))],
      [by, reading('joined', { department: 'Sales' }, at(12))],
    ),
  ).toMatchObject({ assigned: [], ended: ['germany', 'france'], reported: [] });
});

describe('access that was only reported', () => {
  const by = policy({
    rules: [{ id: 'group', when: { groups: ['g'] }, grant: ['japan'] }],
    on: { left: 'report', groupRemoved: 'report', ruleNoLongerMatches: 'revoke' },
  });
  const added = [by, reading('added-to-group', {}, { ...inGroup, ...at(10) })] as const;
  const removed = [by, reading('removed-from-group', {}, { ...inGroup, ...at(11) })] as const;
  const stays = { assigned: ['japan'], ended: [], reported: ['japan'] };

  test('does not end by another cause', () => {
    expect(decidedAfter(added, removed, [by, reading('changed', { title: 'Clerk' }, at(12))])).toMatchObject(stays);
  });

  test.each(['suspended', 'left'] as const)('stays so after somebody was %s and is back', (change) => {
    const out = [by, reading(change, {}, at(12))] as const;
    expect(decidedAfter(added, removed, out)).toMatchObject(stays);
    expect(decidedAfter(added, removed, out, [by, reading('joined', {}, at(13))])).toMatchObject(stays);
  });
});

describe('a grace that has begun', () => {
  const when = { department: ['Billing'], groups: ['g', 'h'] };
  const by = (groupRemoved: 'report' | 'revoke', rules = [{ id: 'rule', when, grant: ['japan'] }]) =>
    policy({ rules, grace: 'P7D', on: { ...revoking, groupRemoved } });
  const endsAt = ['2026-11-28T09:11:00.000Z'];
  const moved = (groupRemoved: 'report' | 'revoke') =>
    [
      [by(groupRemoved), reading('joined', { department: 'Billing', groups: ['g'] }, at(10))],
      [by(groupRemoved), reading('changed', { department: 'Sales' }, at(11))],
    ] as const;
  const removed = (group: string) => reading('removed-from-group', {}, { groups: [group], ...at(12) });
  const later = reading('changed', { title: 'Clerk' }, at(13));
  const goesOn = { assigned: ['japan'], ended: [], endsAt };

  test.each([['g'], ['other']])('goes on after a removal from %s that is only reported', (group) => {
    const reported = [by('report'), removed(group)] as const;
    expect(decidedAfter(...moved('report'), reported)).toMatchObject(goesOn);
    expect(decidedAfter(...moved('report'), reported, [by('report'), later])).toMatchObject(goesOn);
  });

  test('goes on after a removal that the policy of that time only reported', () => {
    const known = [...moved('report'), [by('report'), removed('g')]] as const;
    const other = reading('removed-from-group', {}, { groups: ['other'], ...at(13) });
    expect(decidedAfter(...known, [by('revoke'), other])).toMatchObject(goesOn);
    const same = reading('removed-from-group', {}, { ...inGroup, ...at(13) });
    expect(decidedAfter(...known, [by('revoke'), same])).toMatchObject({ assigned: [], ended: ['japan'] });
  });

  test('ends at a removal from a group of its rule', () => {
    expect(decidedAfter(...moved('revoke'), [by('revoke'), removed('g')])).toMatchObject({ assigned: [], endsAt: [] });
    expect(decidedAfter(...moved('revoke'), [by('revoke'), removed('other')])).toMatchObject(goesOn);
  });
});

/** What becomes of earlier decisions about a person. */
import { expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import type { PersonReading } from '../../../lib/identity/reading.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import type { Policy } from '../../../lib/policy/policy.ts';

/** What is decided after events, each by its policy. */
function decidedAfter(...events: readonly (readonly [Policy, PersonReading])[]) {
  const ada = events.reduce((known, [by, event]) => changedBy(by, known, event, 'plain').person, unknownPerson('ada'));
  const { assignments, ended, reported } = ada.decided;
  const named = (ids: ReadonlyMap<string, unknown>) =>
    Object.entries(entities).flatMap(([name, id]) => (ids.has(id) ? [name] : []));
  return { assigned: named(assignments), ended: named(ended), reported: named(reported) };
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
  ).toEqual({ assigned: [], ended: ['germany', 'france'], reported: [] });
});

/** The messages of a walk over the table of people. */
import { expect, test } from '@jest/globals';
import { groupKey } from '../../../lib/people/known-group.ts';
import { readWalk, type Walk, walkBody, walksOf } from '../../../lib/people/people-walk.ts';

const keys = (count: number) =>
  Array.from({ length: count }, (_, index) => groupKey({ source: 'okta', name: `g-${index}` }));

test('many groups take several walks of fifty each, and a group that is named twice takes one', () => {
  const all = keys(101);
  const walks = walksOf([...all, ...all]);
  expect(walks.map(({ groups = [] }) => groups.length)).toEqual([50, 50, 1]);
  expect(walks.flatMap(({ groups = [] }) => groups)).toEqual(all);
});

test('no group takes no walk: one without groups would be over everybody', () => {
  expect(walksOf([])).toEqual([]);
});

test.each<[Walk]>([
  [{}],
  [{ from: 'person:a' }],
  [{ groups: keys(2) }],
  [{ groups: keys(1), from: 'person:a' }],
  [{ groups: keys(1), from: 'person:a', changing: { revocations_a: 3, grants_b: 1 } }],
  [{ groups: keys(1), isCounted: true }],
  [{ policy: 'e3b0' }],
  [{ policy: 'e3b0', from: 'person:a' }],
])('%j is read as it was written', (walk) => {
  expect(readWalk(walkBody(walk))).toEqual(walk);
});

test.each([
  ['a look', '{"person":"person:a"}'],
  ['no JSON', 'x'],
  ['no groups, where groups are named', walkBody({ groups: [] })],
  ['the key of another item than a group', '{"type":"zuora-access.people.walk","groups":["person:a"]}'],
])('%s is no walk', (_, body) => {
  expect(readWalk(body)).toBeUndefined();
});

/** How many people a walk is to change, and by which groups they are too many. */
import { expect, test } from '@jest/globals';
import { causesOf, groupCause } from '../../../lib/safeguard/cause.ts';
import type { Direction, Effect } from '../../../lib/safeguard/effect.ts';
import { type ForeseenPeople, tooLargeAmong, withForeseen } from '../../../lib/safeguard/foreseen-people.ts';
import type { ProposedChange } from '../../../lib/safeguard/proposed-change.ts';
import type { QuarantinedEffect } from '../../../lib/safeguard/quarantined.ts';
import { counterOf, everybodyRevoked } from '../../../lib/safeguard/safeguard-item.ts';

const end: Effect = { kind: 'end', entityId: 'a', behind: ['r'] };
const grant: Effect = { kind: 'grant', entityId: 'b', behind: ['s'] };
const waiting: QuarantinedEffect = { ...end, set: 'a set', cause: 'c', since: '2026-11-01' };

function change(groups: readonly string[], effects: readonly Effect[], waits: readonly QuarantinedEffect[] = []) {
  const occasion = { groups, contradictedBy: new Map() };
  const all: ProposedChange = {
    ...{ personId: 'ada', source: undefined, waiting: waits, effects },
    causesOf: (some) => causesOf(some, occasion),
  };
  return all;
}

const counter = (direction: Direction, group: string) => counterOf(direction, groupCause(group).id);
const all = (direction: Direction, group: string, people: number): ForeseenPeople => ({
  [counter(direction, group)]: people,
});

test('people are counted on from page to page, by group and direction', () => {
  const first = withForeseen({}, [change(['g'], [end]), change(['g', 'h'], [end, grant])]);
  const second = withForeseen(first, [change(['h'], [grant])]);
  expect(second).toEqual({
    [everybodyRevoked]: 2,
    ...all('revocations', 'g', 2),
    ...all('revocations', 'h', 1),
    ...all('grants', 'g', 1),
    ...all('grants', 'h', 2),
  });
});

test('who loses nothing, or waits already, is not counted', () => {
  expect(withForeseen({}, [change(['g'], []), change(['g'], [end], [waiting])])).toEqual({});
});

test('of very many groups some are counted, so that the message of the walk is not too long', () => {
  const changes = Array.from({ length: 5000 }, (_, index) => change([`g-${index}`], [end]));
  const people = withForeseen({}, changes);
  expect(Object.keys(people)).toHaveLength(4000);
  expect(JSON.stringify(people).length).toBeLessThan(200_000);
  expect(people[everybodyRevoked]).toBe(5000);
});

test('a group with more people than one cause may change is too large, and no other', () => {
  const people = { ...all('revocations', 'g', 11), ...all('revocations', 'h', 10), ...all('grants', 'g', 11) };
  const tooLarge = (direction: Direction, announced = 0) =>
    tooLargeAmong(people, direction, { ofCause: 10, ofAll: 100 }, announced);
  expect(tooLarge('revocations')).toEqual([counter('revocations', 'g')]);
  expect(tooLarge('grants')).toEqual([counter('grants', 'g')]);
  expect(tooLarge('revocations', 1)).toEqual([]);
});

test('all groups are too large whose people are more than may lose access within the day', () => {
  const people = { [everybodyRevoked]: 12, ...all('revocations', 'g', 6), ...all('revocations', 'h', 6) };
  const tooLarge = (ofAll: number, announced = 0) =>
    tooLargeAmong(people, 'revocations', { ofCause: 10, ofAll }, announced);
  expect(tooLarge(11)).toEqual([counter('revocations', 'g'), counter('revocations', 'h')]);
  expect([tooLarge(12), tooLarge(11, 1)]).toEqual([[], []]);
  expect(tooLargeAmong({ ...people, ...all('grants', 'g', 6) }, 'grants', { ofCause: 10 }, 0)).toEqual([]);
});

import { expect, test } from '@jest/globals';
import { effectId, requireSeen, seenPeople } from '../../console/safeguard/seen-people.ts';
import { unknownPerson } from '../../lib/people/known-person.ts';
import type { QuarantinedEffect } from '../../lib/safeguard/quarantined.ts';

const end = (entityId: string): QuarantinedEffect => ({
  ...{ kind: 'end', entityId, behind: ['r'], set: 'a set', cause: 'rule r', since: '2026-11-29T12:00:00.000Z' },
});
const setOf = (people: Record<string, readonly string[]>, state: 'open' | 'kept' = 'open') => ({
  state,
  people: Object.entries(people).map(([id, entities]) => ({ person: unknownPerson(id), effects: entities.map(end) })),
});
const seenOf = ({ state, people }: ReturnType<typeof setOf>) => ({
  state,
  effects: people.flatMap(({ person, effects }) => effects.map((effect) => effectId(person.id, effect))),
});
const entitiesOf = (people: ReturnType<typeof seenPeople>) =>
  people.map(({ person, effects }) => [person.id, effects.map(({ entityId }) => entityId)]);

test('a whole set is answered only if the operator has seen everybody in it', () => {
  const seen = seenOf(setOf({ ada: ['g'], grace: ['g'] }));
  requireSeen(setOf({ ada: ['g'], grace: ['g'] }), seen);
  requireSeen(setOf({ ada: ['g'] }), seen);
  expect(() => requireSeen(setOf({ ada: ['g'], grace: ['g'], hedy: ['g'] }), seen)).toThrow(
    'The set has changed since: it is open now, with 3 people. Look again.',
  );
  expect(() => requireSeen(setOf({ hedy: ['g'] }), seen)).toThrow('it is open now, with 1 person.');
});

test('a set is answered only with the changes of its people that the operator has seen', () => {
  expect(() => requireSeen(setOf({ ada: ['g', 'j'] }), seenOf(setOf({ ada: ['g'] })))).toThrow('has changed since');
});

test('a set that somebody else has answered since is not answered', () => {
  const kept = setOf({ ada: ['g'] }, 'kept');
  const seen = seenOf(setOf({ ada: ['g'] }));
  for (const check of [requireSeen, seenPeople]) expect(() => check(kept, seen)).toThrow('it is kept now');
});

test('a choice of people never becomes another one', () => {
  const now = setOf({ ada: ['g', 'j'], grace: ['g'], hedy: ['g'] });
  expect(entitiesOf(seenPeople(now, seenOf(setOf({ hedy: ['g'], ada: ['g'] }))))).toEqual([
    ['ada', ['g']],
    ['hedy', ['g']],
  ]);
  expect(() => seenPeople(now, seenOf(setOf({ ada: ['g'], alan: ['g'] })))).toThrow('The set has changed since');
});

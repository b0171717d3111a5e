import { expect, test } from '@jest/globals';
import { requireSeen, seenPeople } from '../../console/safeguard/seen-people.ts';
import { unknownPerson } from '../../lib/people/known-person.ts';

const setOf = (...ids: string[]) => ({ people: ids.map((id) => ({ person: unknownPerson(id), effects: [] })) });
const idsOf = (people: ReturnType<typeof seenPeople>) => people.map(({ person }) => person.id);

test('a whole set is answered only if the operator has seen everybody in it', () => {
  requireSeen(setOf('ada', 'grace'), ['grace', 'ada']);
  requireSeen(setOf('ada'), ['grace', 'ada']);
  expect(() => requireSeen(setOf('ada', 'grace', 'hedy'), ['ada', 'grace'])).toThrow(
    'The set has changed since: it has 3 people now. Look again.',
  );
  expect(() => requireSeen(setOf('hedy'), ['ada'])).toThrow('it has 1 person now');
});

test('a choice of people never becomes another one', () => {
  expect(idsOf(seenPeople(setOf('ada', 'grace', 'hedy'), ['hedy', 'ada']))).toEqual(['hedy', 'ada']);
  expect(() => seenPeople(setOf('ada', 'grace'), ['ada', 'hedy'])).toThrow('The set has changed since');
});

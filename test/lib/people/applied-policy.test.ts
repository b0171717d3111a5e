/** What a new policy takes from people is no move of theirs. */
import { expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { noGroupEnds } from '../../../lib/people/group-ends.ts';
import { unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy, proposalAnew } from '../../../lib/people/person-change.ts';

const by = (department: string) =>
  policy({
    rules: [{ id: 'rule', when: { department: [department] }, grant: ['france'] }],
    ...{ on: revoking, grace: 'P7D' },
  });
const joined = reading('joined', { department: 'Billing' });
const moved = reading('changed', { department: 'Sales' }, { time: '2026-11-22T09:30:00.000Z' });
const endsAt = '2026-11-29T09:30:00.000Z';
const now = Date.parse('2026-11-25T09:30:00.000Z');
const known = (...said: readonly (typeof joined)[]) =>
  said.reduce((person, one) => changedBy(by('Billing'), person, one, 'okta').person, unknownPerson('ada'));
const applied = (department: string, person = known(joined)) =>
  proposalAnew(by(department), person, { groupEnds: noGroupEnds, now }, true).decided;

test('access that an applied policy takes ends at once', () => {
  const { assignments, endsAt: ends, ended } = applied('Legal');
  expect([[...assignments], [...ends], [...ended]]).toEqual([[], [], [[entities.france, ['rule']]]]);
});

test('who is in the grace of a move stays in it, no longer and no shorter', () => {
  const { assignments, endsAt: ends } = applied('Legal', known(joined, moved));
  expect([[...assignments], [...ends]]).toEqual([[[entities.france, ['rule']]], [[entities.france, endsAt]]]);
});

test('who gets the access by the applied policy is in no grace any more', () => {
  const { assignments, endsAt: ends } = applied('Sales', known(joined, moved));
  expect([[...assignments], [...ends]]).toEqual([[[entities.france, ['rule']]], []]);
});

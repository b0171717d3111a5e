import { expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { personAttributes } from '../../../lib/people/stored-person.ts';

const rules = policy({
  rules: [{ id: 'any', when: { groups: [{ prefix: 'app-' }] }, grant: ['germany'] }],
  on: revoking,
});
const minute = (count: number) => new Date(Date.UTC(2026, 10, 21) + count * 60_000).toISOString();
const name = (index: number) => `app-${index}-${'x'.repeat(900)}`;

function after(person: KnownPerson, change: 'added-to-group' | 'removed-from-group', index: number): KnownPerson {
  return changedBy(rules, person, reading(change, {}, { groups: [name(index)], time: minute(index) }), 'okta').person;
}

test('the groups that a person left longest ago are forgotten before the item is too large', () => {
  let person = unknownPerson('ada');
  for (let index = 0; index < 400; index += 1) person = after(person, 'removed-from-group', index);
  person = after(person, 'added-to-group', 400);
  const members = person.accounts[0]?.lists.get('groups')?.members;
  expect(members?.get(name(0))).toBeUndefined();
  expect(members?.get(name(399))).toMatchObject({ isMember: false });
  expect(members?.get(name(400))).toMatchObject({ isMember: true });
  expect(Buffer.byteLength(JSON.stringify(personAttributes(person)))).toBeLessThan(400_000);
});

test('no group that the person is in is forgotten: the event is refused', () => {
  let person = unknownPerson('ada');
  const addAll = () => {
    for (let index = 0; index < 400; index += 1) person = after(person, 'added-to-group', index);
  };
  expect(addAll).toThrow(/^The person is in \d+ groups/);
  expect(person.decided.assignments.size).toBe(1);
  const left = changedBy(rules, person, reading('left', {}, { time: minute(500) }), 'okta');
  expect(left.person.decided.hasLeft).toBe(true);
});

import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from '@jest/globals';
import { entities, policy, reading, revoking } from '../../../fuzz/fixtures/policies.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { requireStorable, sizeOf } from '../../../lib/people/person-bound.ts';
import { changedBy } from '../../../lib/people/person-change.ts';
import { personAttributes } from '../../../lib/people/stored-person.ts';
import { sizeOf as itemSize } from '../../../models/dynamodb-units.ts';

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
  expect(addAll).toThrow(/^What sources say of the person takes more than 300000 bytes: \d+ groups/);
  expect(person.decided.assignments.size).toBe(1);
  const left = changedBy(rules, person, reading('left', {}, { time: minute(500) }), 'okta');
  expect(left.person.decided.hasLeft).toBe(true);
});

describe('a group that the person left, and that is forgotten,', () => {
  const withAll = (...changes: readonly (readonly ['added-to-group' | 'removed-from-group', number])[]) =>
    changes.reduce((person, [change, index]) => after(person, change, index), unknownPerson('ada'));
  const left = Array.from({ length: 400 }, (_, index) => ['removed-from-group', index + 1] as const);
  const forgotten = withAll(...left);
  const said = (minutes: number, others: object = {}) =>
    changedBy(rules, forgotten, reading('changed', { groups: [name(1)] }, { time: minute(minutes), ...others }), 'okta')
      .person;

  test('does not come back by an older statement that comes late', () => {
    expect(said(1).decided.assignments.size).toBe(0);
    expect(said(0, { wholeLists: ['groups'] }).decided.assignments.size).toBe(0);
    expect(said(0, { wholeLists: ['groups'] }).accounts[0]?.lists.get('groups')?.wholeAt).toBeUndefined();
  });

  test('counts again once a newer one says so', () => {
    expect(said(401).decided.assignments.size).toBe(1);
    expect(said(401, { wholeLists: ['groups'] }).decided.assignments.size).toBe(1);
  });

  test('may only lack in a whole list', () => {
    let person = unknownPerson('ada');
    for (let index = 0; index < 1200; index += 1) {
      const whole = { wholeLists: ['groups'], time: minute(index) };
      person = changedBy(rules, person, reading('changed', { groups: [name(index)] }, whole), 'okta').person;
    }
    expect([...(person.accounts[0]?.lists.get('groups')?.members.keys() ?? [])]).toContain(name(1199));
    expect(Buffer.byteLength(JSON.stringify(personAttributes(person)))).toBeLessThan(400_000);
  });
});

describe('somebody of whom sources say too much besides', () => {
  const names = ['title', 'division', 'region', 'locality', 'organization', 'costCenter', 'department', 'country'];
  const asking = policy({
    rules: ['projects', ...names].map((one) => ({ id: one, when: { [one]: ['x'] }, grant: ['france'] })),
    on: revoking,
  });
  const projects = Array.from({ length: 15_000 }, (_, index) => `project number ${index} of the company`);
  const learn = (person: KnownPerson, ...said: Parameters<typeof reading>) =>
    changedBy(asking, person, reading(...said), 'okta').person;

  test('in a list of the company is refused', () => {
    expect(() => learn(unknownPerson('ada'), 'joined', { projects })).toThrow(
      /^What sources say of the person takes more/,
    );
  });

  test('in the attributes of many accounts is refused before the item is too large', () => {
    const facts = Object.fromEntries(names.map((one) => [one, 'x'.repeat(1024)]));
    let person = unknownPerson('ada');
    const learnAll = () => {
      for (let index = 0; index < 50; index += 1) person = learn(person, 'changed', { id: `${index}`, ...facts });
    };
    expect(learnAll).toThrow(/^What sources say of the person takes more/);
    expect(person.accounts.length).toBeGreaterThan(30);
    expect(Buffer.byteLength(JSON.stringify(personAttributes(person)))).toBeLessThan(400_000);
  });

  test.each(['left', 'suspended'] as const)('is %s all the same, and the rest of the event is left out', (change) => {
    const person = learn(unknownPerson('ada'), 'joined', { id: 'u-1', title: 'x' });
    expect(person.decided.assignments.has(entities.france)).toBe(true);
    const gone = learn(person, change, { id: 'u-1', title: 'y', projects }, { time: minute(600) });
    expect([gone.decided.hasLeft, gone.decided.isSuspended]).toEqual([change === 'left', change === 'suspended']);
    expect(gone.accounts[0]?.facts.get('title')?.value).toBe('x');
    expect(gone.accounts[0]?.facts.has('projects')).toBe(false);
  });
});

describe('somebody of whom much is known and decided', () => {
  const ids = Array.from({ length: 60 }, (_, index) => `5eed00000000400080000000000001${index + 10}`);
  const names = ids.map((_, index) => `e${index}`);
  const rules = Array.from({ length: 30 }, (_, index) => ({
    ...{ id: `${index}`.padStart(64, 'r'), when: { groups: [{ prefix: 'g' }] } },
    grant: names,
  }));
  const many = policy({
    ...{ rules, on: revoking },
    entities: { home: entities.home, ...Object.fromEntries(names.map((one, index) => [one, ids[index]])) },
  });
  const groups = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, index) => `${from + index}`.padStart(900, 'g'));
  const member = changedBy(many, unknownPerson('ada'), reading('joined', { groups: groups(0, 230) }), 'okta').person;
  const later = { time: minute(600) };

  test.each(['left', 'suspended'] as const)('is %s by an event that says too much of them', (change) => {
    requireStorable(personAttributes(member));
    const said = reading(change, { groups: groups(230, 270) }, later);
    const { person } = changedBy(many, member, said, 'okta');
    expect([person.decided.hasLeft, person.decided.isSuspended]).toEqual([change === 'left', change === 'suspended']);
    requireStorable(personAttributes(person));
  });

  test('is refused any other event of that kind', () => {
    const said = reading('changed', { groups: groups(230, 270) }, later);
    const { person } = changedBy(many, member, said, 'okta');
    expect(() => requireStorable(personAttributes(person))).toThrow(/^What is known and decided/);
  });
});

test('an item is taken for no smaller than DynamoDB does, and hardly larger', () => {
  const logins = Array.from({ length: 10 }, (_, index) => ({
    login: `ädä${index}@example.com`,
    generation: index ** 9,
  }));
  for (const person of [unknownPerson('ada'), { ...after(unknownPerson('ada'), 'added-to-group', 1), logins }]) {
    const attributes = { ...personAttributes(person), edition: 7, isToDecide: true };
    const measured = itemSize(marshall(attributes, { removeUndefinedValues: true }));
    expect(sizeOf(attributes)).toBeGreaterThanOrEqual(measured);
    expect(sizeOf(attributes)).toBeLessThan(measured + 1000);
  }
});

/** Several identity events about one person. */
import { describe, expect, test } from '@jest/globals';
import { story } from '../../../bench/soak/publications/stories.ts';
import { seeded } from '../../../bench/soak/random.ts';
import { whatBecomesOf } from './known-people.ts';

const random = seeded(7);
const stories = Array.from({ length: 300 }, (_, number) => {
  const id = `7-${number}`;
  return { id, messages: story(id, random) };
});
const courses = stories.flatMap(({ messages }) => messages.flatMap(({ expected }) => expected.courses));
const bodiesOf = ({ messages }: (typeof stories)[number]) => messages.map(({ body }) => body);

describe('the stories of the soak', () => {
  test('come to what the model says, in any order of arrival', () => {
    for (const { id, messages } of stories) {
      const expected = messages
        .flatMap((message) => message.expected.courses)
        .flatMap(({ entityId, has }) => (has ? [entityId] : []));
      const bodies = messages.map(({ body }) => body);
      for (const arrived of [bodies, bodies.toReversed(), [...bodies.slice(1), ...bodies]]) {
        const { assignments, denials, isSuspended, hasLeft } = whatBecomesOf(arrived).decided;
        const has = isSuspended || hasLeft ? [] : [...assignments.keys()].filter((entity) => !denials.has(entity));
        expect({ id, has: has.sort() }).toEqual({ id, has: expected.sort() });
      }
    }
  });

  test('have people leave and come back, some of them with access of before', () => {
    const returns = courses.filter(({ has, mostGrants }) => has && mostGrants > 0);
    expect(returns.some(({ had }) => had)).toBe(true);
    expect(returns.some(({ had, mostGrants }) => !had && mostGrants > 1)).toBe(true);
    expect(courses.some(({ had, has, mostGrants }) => !had && !has && mostGrants > 0)).toBe(true);
  });

  test('have two systems tell of one person', () => {
    const hasBoth = (bodies: readonly string[]) =>
      ['member-added.v1', 'user_membership.add'].every((type) => bodies.some((body) => body.includes(type)));
    expect(stories.map(bodiesOf).some(hasBoth)).toBe(true);
  });

  test.each(['core:2.0:Group', '"alternateId":"unknown","displayName":"Somebody"'])(
    'have a group name somebody by the id that another message gives a login: %s',
    (form) => {
      const nameless = stories.filter((one) => bodiesOf(one).some((body) => body.includes(form)));
      expect(nameless.length).toBeGreaterThan(10);
      for (const one of nameless) {
        const [username, account] = [`soak+${one.id}@example.com`, `${one.id}"`];
        expect(bodiesOf(one).some((body) => body.includes(username) && body.includes(account))).toBe(true);
      }
    },
  );

  test('are each about one person: nobody else has their ids', () => {
    for (const one of stories) {
      const ids = bodiesOf(one).flatMap((body) => [...body.matchAll(/"id":"00u-(?!root)([^"]+)"/g)]);
      expect(ids.every(([, id]) => id === one.id)).toBe(true);
    }
  });

  test('have their user from the first message on', () => {
    for (const { id, messages } of stories) {
      const users = messages.map((message) => message.users.map(({ username }) => username));
      expect(users).toEqual([[`soak+${id}@example.com`], ...messages.slice(1).map(() => [])]);
    }
  });
});

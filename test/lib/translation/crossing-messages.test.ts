/** Messages about one person that are worked on at the same time. */
import { expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { plain } from '../../../fuzz/fixtures/vendors.ts';
import { PeoplePages } from '../../../lib/people/people-pages.ts';
import { withBetween } from './between.ts';
import { Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

const by = policy({ rules: [{ id: 'group', when: { groups: ['g-1'] }, grant: ['japan'] }], on: revoking });
const value = [{ value: 'u-1' }];
const group = bulk({ method: 'PATCH', path: '/Groups/g-1', data: patch({ op: 'add', path: 'members', value }) });
const withId = bulk({ method: 'PUT', path: '/Users/u-1', data: user({ id: 'u-1', groups: undefined }) });
const created = bulk({ method: 'POST', path: '/Users', data: user({ id: undefined, groups: undefined }) });
const ofOtherSource = plain('identity.group.member-added.v1', { user: { userName: 'ada@example.com' }, group: 'g-1' });

test.each<[string, object[], object, object]>([
  ['a group and the user whose id it names', [], group, withId],
  ['a user and the group that names their id', [], withId, group],
  ['a group and the id of a user who was known by name', [created], group, withId],
  ['the id of a user who was known by name and their group', [created], withId, group],
  ['two systems', [], created, ofOtherSource],
  ['two other systems', [], ofOtherSource, created],
  ['a user by name and the same by id, with a group before', [group], created, withId],
])('%s come to one person, wherever the one message comes in between the other', async (_, before, one, other) => {
  for (let number = 0; ; number += 1) {
    const translation = await Translation.create(parts);
    const deliver = async (event: object) => {
      for (let delivery = 0; delivery < 5; delivery += 1) {
        const [outcome = ''] = await translation.deliver(event, { by });
        if (!outcome.startsWith('retry')) return;
      }
      throw new Error(`the message stays on its queue: ${translation.lines.at(-1)}`);
    };
    for (const event of before) await deliver(event);
    const hasHappened = await withBetween(
      parts.dynamodb,
      number,
      () => translation.deliver(other, { by }),
      () => deliver(one),
    );
    if (!hasHappened) return;
    // It may have met somebody who was not yet written.
    await deliver(other);
    const decisions = await translation.decided();
    const newest = decisions.toSorted((a, b) => a.generation - b.generation || a.revision - b.revision).at(-1);
    expect({ number, newest }).toMatchObject({ newest: { username: 'ada@example.com', assignments: ['japan'] } });
  }
});

test('two accounts of one source with one login are two people, wherever the one message comes in between the other', async () => {
  const userOf = (id: string) =>
    bulk({ method: 'PUT', path: `/Users/${id}`, data: user({ id, externalId: undefined, groups: undefined }) });
  for (let number = 0; ; number += 1) {
    const translation = await Translation.create(parts);
    const hasHappened = await withBetween(
      parts.dynamodb,
      number,
      () => translation.deliver(userOf('u-2'), { by }),
      () => translation.deliver(userOf('u-1'), { by }),
    );
    if (!hasHappened) return;
    const ends = [await translation.deliver(userOf('u-1'), { by }), await translation.deliver(userOf('u-2'), { by })];
    const people = (await new PeoplePages(parts.dynamodb, translation.settings).read([], undefined)).people;
    const accounts = people.map((person) => person.accounts.length);
    expect({ number, ends: ends.flat(), accounts }).toMatchObject({
      ends: expect.arrayContaining(['retry login-conflict', 'ignored no-rule']),
      accounts: people.map(() => 1),
    });
    expect(people.filter(({ logins }) => logins.length > 0)).toHaveLength(1);
  }
});

test('of a rename and somebody who joins under the new name one gets the login, wherever the one message comes in between the other', async () => {
  const says = (type: string, id: string, userName: string, time = '2026-11-21T09:29:00.000Z') =>
    plain(`identity.user.${type}.v1`, { user: { id, userName, groups: ['g-1'] } }, { id: userName, time });
  const hire = says('joined', 'u-2', 'king@example.com');
  const rename = says('changed', 'u-1', 'king@example.com', '2026-11-21T09:30:00.000Z');
  for (let number = 0; ; number += 1) {
    const translation = await Translation.create(parts);
    await translation.deliver(says('joined', 'u-1', 'ada@example.com'), { by });
    const outcomes: string[] = [];
    const hasHappened = await withBetween(
      parts.dynamodb,
      number,
      () => translation.deliver(hire, { by }),
      async () => outcomes.push(...(await translation.deliver(rename, { by }))),
    );
    const owners = (await translation.decided()).filter(({ username }) => username === 'king@example.com');
    expect({ number, people: new Set(owners.map(({ personId }) => personId)).size }).toEqual({ number, people: 1 });
    if (!hasHappened) return;
    expect({ number, outcomes }).toEqual({
      number,
      outcomes: expect.arrayContaining([expect.stringMatching(/^retry/)]),
    });
  }
});

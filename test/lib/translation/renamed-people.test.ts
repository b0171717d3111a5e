/** People whose login changes, and events that name them as they were called before. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { googleActivity } from '../../../fuzz/fixtures/vendors.ts';
import { ada, inBilling, knownPeople } from './known-people.ts';
import { day, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { says, joins, changes, leaves, isAddedTo, decided } = knownPeople(() => translation);

const google = (name: string, user: string, others: object = {}) => {
  translation.clock.advance(minute);
  const parameters = { USER_EMAIL: user, GROUP_EMAIL: 'g@example.com', ...others };
  const time = new Date(translation.clock.now()).toISOString();
  return { ...googleActivity({ name, parameters }), id: { time, uniqueQualifier: time } };
};
const [former, present] = ['ada@example.com', 'king@example.com'];

describe('somebody who is renamed in a source that knows them by their name alone', () => {
  const by = policy({ rules: [{ id: 'group', when: { groups: ['g@example.com'] }, grant: ['japan'] }], on: revoking });
  const life = () => [
    google('CREATE_USER', former),
    google('ADD_GROUP_MEMBER', former),
    google('RENAME_USER', former, { NEW_VALUE: present }),
    google('DELETE_USER', present),
  ];
  const ends = async () => {
    const newest = new Map((await translation.decided()).map((one) => [one.username, one]));
    return [...newest.values()].map(({ username, hasLeft, personId }) => ({ username, hasLeft, personId }));
  };

  test('is one person with both logins', async () => {
    for (const event of life()) await translation.deliver(event, { by });
    const [one, other] = await ends();
    expect([one, other]).toMatchObject([
      { username: former, hasLeft: true },
      { username: present, hasLeft: true },
    ]);
    expect(one?.personId).toBe(other?.personId);
  });

  test('is one person if the rename comes first, or again', async () => {
    const [created, added, renamed, deleted] = life();
    for (const event of [renamed, added, renamed, created]) await translation.deliver(event ?? {}, { by });
    expect(new Set(await decided())).toEqual(new Set(['king@example.com japan']));
    await translation.deliver(deleted ?? {}, { by });
    expect(await ends()).toMatchObject([{ username: present, hasLeft: true }]);
  });

  test('a second time, of which is told first, is tried again: a deletion is not to end a part of their access', async () => {
    const [created = {}, added = {}] = life();
    const rename = google('RENAME_USER', former, { NEW_VALUE: 'countess@example.com' });
    const again = google('RENAME_USER', 'countess@example.com', { NEW_VALUE: present });
    for (const event of [created, added, again]) await translation.deliver(event, { by });
    for (const event of [rename, google('DELETE_USER', present), rename]) {
      const outcomes = await translation.deliver(event, { by });
      if (event === rename) expect(outcomes).toEqual(['retry login-conflict']);
    }
  });

  test('is one person in a message that goes on under the new name, twice', async () => {
    await translation.deliver(google('CREATE_USER', former), { by });
    const names = [former, 'countess@example.com', present] as const;
    const message = names
      .slice(1)
      .flatMap((name, index) => [
        google('RENAME_USER', names[index] ?? '', { NEW_VALUE: name }),
        google('ADD_GROUP_MEMBER', name),
      ]);
    for (const _try of [1, 2]) {
      const outcomes = await translation.deliver(message, { by });
      expect(outcomes.filter((outcome) => outcome.startsWith('retry'))).toEqual([]);
    }
    await translation.deliver(google('DELETE_USER', present), { by });
    const all = await ends();
    expect(new Set(all.map(({ username }) => username))).toEqual(new Set(names));
    expect(new Set(all.map(({ hasLeft, personId }) => `${hasLeft} ${personId}`)).size).toBe(1);
    expect(all).toContainEqual(expect.objectContaining({ hasLeft: true }));
  });

  test('takes the name of nobody who has it', async () => {
    await translation.deliver(google('CREATE_USER', former), { by });
    await translation.deliver(google('CREATE_USER', present), { by });
    const rename = google('RENAME_USER', former, { NEW_VALUE: present });
    expect(await translation.deliver(rename, { by })).toEqual(['retry login-conflict']);
  });

  describe('to a name under which somebody else is known', () => {
    const lives = () => {
      const hers = [google('CREATE_USER', former), google('ADD_GROUP_MEMBER', former)];
      const rename = google('RENAME_USER', former, { NEW_VALUE: present });
      return { hers, rename, added: google('ADD_GROUP_MEMBER', present), deleted: google('DELETE_USER', present) };
    };

    test.each([
      ['by a membership that comes before the rename', []],
      ['who is active', ['CREATE_USER']],
    ])('%s: a deletion under it ends their access', async (_, types) => {
      const theirs = types.map((type) => google(type, present));
      const { hers, rename, added, deleted } = lives();
      for (const event of [...hers, ...theirs, added]) await translation.deliver(event, { by });
      for (const _try of [1, 2]) expect(await translation.deliver(rename, { by })).toEqual(['retry login-conflict']);
      await translation.deliver(deleted, { by });
      // The deleted account may be the renamed one. So it gets no access under the name.
      expect(await translation.deliver(rename, { by })).toEqual(['retry login-conflict']);
      expect(await ends()).toMatchObject([
        { username: former, hasLeft: false },
        { username: present, hasLeft: true },
      ]);
    });

    test('is renamed once their leaving from before arrives', async () => {
      const theirs = google('CREATE_USER', present);
      const leaving = google('DELETE_USER', present);
      const { hers, rename } = lives();
      for (const event of [theirs, ...hers]) await translation.deliver(event, { by });
      expect(await translation.deliver(rename, { by })).toEqual(['retry login-conflict']);
      for (const event of [leaving, rename]) await translation.deliver(event, { by });
      expect(await decided()).toContain('king@example.com japan');
    });
  });

  test('may have the name of somebody who has left', async () => {
    const earlier = [google('CREATE_USER', present), google('DELETE_USER', present)];
    for (const event of [...earlier, ...life().slice(0, 3)]) await translation.deliver(event, { by });
    expect(await ends()).toMatchObject([
      { username: present, hasLeft: false },
      { username: former, hasLeft: false },
    ]);
  });
});

describe('a late event about somebody who has left, and whose name another person has by now,', () => {
  const by = policy({
    rules: [{ id: 'group', when: { groups: ['g@example.com'] }, grant: ['japan'] }],
    on: revoking,
    username: ['userName', 'email'],
  });
  const takenOver = async () => {
    const hers = [google('CREATE_USER', present), google('DELETE_USER', present)];
    const theirs = [google('CREATE_USER', former), google('RENAME_USER', former, { NEW_VALUE: present })];
    for (const event of [...hers, ...theirs]) await translation.deliver(event, { by });
    await translation.decided();
  };

  test.each([
    ['a membership', () => google('ADD_GROUP_MEMBER', present)],
    ['an event by the address alone', () => says('user.joined', { email: present, groups: ['g@example.com'] })],
  ])('gives the other one nothing: %s', async (_, event) => {
    const late = event();
    await takenOver();
    await translation.deliver(late, { by });
    expect((await translation.decided()).filter(({ assignments }) => assignments.length > 0)).toEqual([]);
    await translation.deliver(google('ADD_GROUP_MEMBER', present), { by });
    expect(new Set(await decided())).toEqual(new Set([`${former} japan`, `${present} japan`]));
  });
});

test('after a rename, decisions go to the former login and to the new one', async () => {
  await translation.deliver(joins(inBilling));
  await translation.decided();
  await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }));
  expect(await decided()).toEqual(['ada@example.com france germany', 'countess@example.com france germany']);
  expect(await translation.deliver(leaves({ id: 'u-1' }))).toEqual(['translated']);
  const leavings = await translation.decided();
  expect(leavings).toMatchObject([
    { username: 'ada@example.com', hasLeft: true },
    { username: 'countess@example.com', hasLeft: true },
  ]);
  expect(new Set(leavings.map(({ personId }) => personId)).size).toBe(1);
});

test('an announced change does not bring back a login that was changed since', async () => {
  const by = policy({ on: revoking });
  await translation.deliver(joins(inBilling), { by });
  const effectiveAt = new Date(translation.clock.now() + 10 * day).toISOString();
  await translation.deliver(says('user.changed', { ...ada, department: 'Sales' }, { effectiveAt }), { by });
  await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }), { by });
  translation.clock.advance(11 * day);
  expect(await translation.wake({ by })).toEqual(['translated due']);
  expect(await translation.deliver(leaves({ userName: 'countess@example.com' }), { by })).toEqual(['translated']);
  expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: true });
});

test('an event that names somebody as they were called then is about them', async () => {
  await translation.deliver(isAddedTo(ada, 'zuora-germany'));
  const late = says('group.member-removed', { userName: 'ada@example.com' }, { group: 'zuora-germany' });
  await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }));
  await translation.decided();
  expect(await translation.deliver(late)).toEqual(['translated']);
  expect(await translation.decided()).toMatchObject([{ ended: ['germany'] }, { ended: ['germany'] }]);
});

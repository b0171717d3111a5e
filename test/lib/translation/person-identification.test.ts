/** Which known person an event is about: by their ids, numbers and logins, in one source and in several. */
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { workos } from '../../../fuzz/fixtures/vendors.ts';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import { accountKey } from '../../../lib/people/owner-key.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { withCrash } from './crash.ts';
import { ada, billing, inBilling, knownPeople } from './known-people.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { joins, changes, leaves, deliverUntilDone, decided } = knownPeople(() => translation);

describe('a member whose id is that of a group', () => {
  const by = policy({ rules: [{ id: 'seven', when: { groups: ['7'] }, grant: ['france'] }], on: revoking });
  const about = { id: '7', externalId: undefined, groups: ['7'] };
  const removal = (member: object) => {
    translation.clock.advance(minute);
    const removes = patch({ op: 'remove', path: 'members', value: [{ value: '7', ...member }] });
    return translation.deliver(bulk({ method: 'PATCH', path: '/Groups/7', data: removes }), { by });
  };

  test.each([
    ['the service knows as a person', { active: true }, {}],
    ['has the type of a person', { active: undefined }, { type: 'User' }],
    ['refers to a person', { active: undefined }, { $ref: 'https://scim.example.com/Users/7' }],
  ])('is removed if it %s', async (_, state, member) => {
    const put = { method: 'PUT', path: '/Users/7', data: user({ ...about, ...state }) };
    await translation.deliver(bulk(put), { by });
    expect(await decided()).toEqual(['ada@example.com france']);
    expect(await removal(member)).toEqual(['translated']);
    expect(await decided()).toEqual(['ada@example.com']);
  });

  test('is the group otherwise', async () => {
    expect(await removal({})).toEqual(['ignored nested-group']);
  });
});

describe('two people with one number', () => {
  const by = policy({
    rules: [
      { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
      { id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] },
    ],
    on: revoking,
  });
  const inDirectory = (directory: string, login: string, department: string, changes: object = {}) => {
    translation.clock.advance(minute);
    const created_at = new Date(translation.clock.now()).toISOString();
    const data = {
      ...{ id: `user of ${directory}`, directory_id: directory, idp_id: '1001', email: login, state: 'active' },
      raw_attributes: { userName: login },
      custom_attributes: { department_name: department },
    };
    return { ...workos('dsync.user.updated', { ...data, ...changes }), id: `event of ${created_at}`, created_at };
  };
  const removed = (directory: string, login: string) => ({
    ...inDirectory(directory, login, 'Billing'),
    event: 'dsync.user.deleted',
  });
  const peopleTold = async () => new Set((await translation.decided()).map(({ personId }) => personId)).size;

  test('of two directories are two, whoever comes first', async () => {
    const [one, other] = [
      inDirectory('d-1', 'ada@example.com', 'Billing'),
      inDirectory('d-2', 'bob@example.com', 'Sales'),
    ];
    for (const event of [one, other]) await translation.deliver(event, { by });
    expect(await decided()).toEqual(['ada@example.com france', 'bob@example.com japan']);
    await translation.deliver(removed('d-1', 'ada@example.com'), { by });
    await translation.deliver(inDirectory('d-3', 'eve@example.com', 'Sales'), { by });
    expect((await decided()).toSorted()).toEqual(['ada@example.com', 'eve@example.com japan']);
  });

  test('are two in any source, as long as both are in use', async () => {
    await translation.deliver(joins({ ...ada, externalId: '1001', department: 'Billing' }), { by });
    const bob = { id: 'u-2', userName: 'bob@example.com', externalId: '1001', department: 'Sales' };
    await translation.deliver(joins(bob), { by });
    expect(await decided()).toEqual(['ada@example.com france', 'bob@example.com japan']);
  });

  describe('and two ids, of whom one has left', () => {
    const people = [
      { ...ada, externalId: '1001', department: 'Billing' },
      { id: 'u-2', userName: 'bob@example.com', externalId: '1001', department: 'Billing' },
    ];
    const bothOrders = [people, people.toReversed()].map(([leaver, other]) => ({ leaver, other }));
    const without = (one: object | undefined, ...names: string[]) =>
      Object.fromEntries(Object.entries(one ?? {}).filter(([name]) => !names.includes(name)));

    test.each(bothOrders)('are found without an id: $other.userName', async ({ leaver, other }) => {
      for (const one of people) await translation.deliver(joins(one), { by });
      await translation.deliver(leaves(leaver ?? {}), { by });
      await decided();
      await translation.deliver(leaves(without(other, 'id', 'department')), { by });
      expect(await decided()).toEqual([other?.userName]);
    });

    test.each(bothOrders)('are found by the number alone: $other.userName', async ({ leaver, other }) => {
      for (const one of people) await translation.deliver(joins(one), { by });
      await translation.deliver(leaves(leaver ?? {}), { by });
      await decided();
      await translation.deliver(leaves(without(other, 'id', 'department', 'userName')), { by });
      expect(await decided()).toEqual([other?.userName]);
    });
  });

  test('are found by their login while both are in use', async () => {
    for (const [id, userName] of [
      ['u-1', 'ada@example.com'],
      ['u-2', 'bob@example.com'],
    ])
      await translation.deliver(joins({ id, userName, externalId: '1001', department: 'Billing' }), { by });
    await decided();
    await translation.deliver(leaves({ userName: 'ada@example.com', externalId: '1001' }), { by });
    expect(await decided()).toEqual(['ada@example.com']);
  });

  test('are one if both have the login too, in a directory that was connected anew', async () => {
    await translation.deliver(inDirectory('d-1', 'ada@example.com', 'Billing'), { by });
    await translation.deliver(inDirectory('d-2', 'ada@example.com', 'Sales', { idp_id: '1002' }), { by });
    expect(await peopleTold()).toBe(1);
  });

  describe('of whom the first has left', () => {
    const returns = (directory: string) =>
      translation.deliver(inDirectory(directory, 'king@example.com', 'Billing', { id: 'another user' }), { by });

    test.each([
      ['are one in one directory', 'd-1', 1],
      ['are two in two', 'd-2', 2],
    ])('%s', async (_, directory, people) => {
      await translation.deliver(inDirectory('d-1', 'ada@example.com', 'Billing'), { by });
      await translation.deliver(removed('d-1', 'ada@example.com'), { by });
      await returns(directory);
      expect(await peopleTold()).toBe(people);
    });

    test.each([
      ['before', true],
      ['after', false],
    ])('are one as well if they left %s an earlier release gave the number alone', async (_, isBefore) => {
      const table = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
      const number = (space: object) => accountKey({ source: 'workos', ...space }, 'externalId', '1001');
      await translation.deliver(inDirectory('d-1', 'ada@example.com', 'Billing'), { by });
      if (isBefore) await translation.deliver(removed('d-1', 'ada@example.com'), { by });
      const [{ personId = '' } = {}] = await translation.decided();
      await table.give(number({}), { id: personId, decided: nothingDecided });
      const Key = { identity: { S: number({ directory: 'd-1' }) } };
      await parts.dynamodb.deleteItem({ TableName: translation.settings.people, Key });
      if (!isBefore) await translation.deliver(removed('d-1', 'ada@example.com'), { by });
      await returns('d-1');
      expect(await peopleTold()).toBe(1);
      await translation.deliver(inDirectory('d-2', 'bob@example.com', 'Sales'), { by });
      expect(await decided()).toEqual(['bob@example.com japan']);
    });
  });
});

describe('an account that its source names by one key first, and by another later', () => {
  const by = policy({
    rules: [
      { id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] },
      { id: 'group-1', when: { groups: ['g-1'] }, grant: ['france'] },
      { id: 'group-2', when: { groups: ['g-2'] }, grant: ['japan'] },
    ],
    on: revoking,
  });
  const request = (method: string, path: string, data: object) => bulk({ method, path, bulkId: 'one', data });
  // The provider gives the id, so only its answer has it.
  const created = request('POST', '/Users', user({ groups: undefined }));
  const replaced = request('PUT', '/Users/u-1', user({ id: 'u-1', groups: undefined }));
  const isMember = (group: string) =>
    request('PATCH', `/Groups/${group}`, patch({ op: 'add', path: 'members', value: [{ value: 'u-1' }] }));

  async function deliver(...events: object[]): Promise<string[]> {
    const outcomes: string[] = [];
    for (const event of events) {
      translation.clock.advance(minute);
      outcomes.push(await deliverUntilDone(event, { by }));
    }
    return outcomes;
  }

  test.each([
    ['created, added to a group, replaced', [created, isMember('g-1'), replaced]],
    ['added to a group, created, replaced', [isMember('g-1'), created, replaced]],
  ])('is one person: %s', async (_, events) => {
    expect((await deliver(...events)).at(-1)).toBe('translated');
    const decisions = await translation.decided();
    expect(new Set(decisions.map(({ personId }) => personId)).size).toBe(1);
    expect(decisions.at(-1)).toMatchObject({ username: 'ada@example.com', assignments: billing });
    const suspended = request('PATCH', '/Users/u-1', patch({ op: 'replace', path: 'active', value: false }));
    expect(await deliver(isMember('g-2'), suspended)).toEqual(['translated', 'translated']);
    expect(await translation.decided()).toMatchObject([
      { assignments: [...billing, 'japan'], isSuspended: false },
      { assignments: [...billing, 'japan'], isSuspended: true, hasLeft: false },
    ]);
  });

  test('is one person in two sources, if the login joins them', async () => {
    await deliver(isMember('g-1'), joins({ userName: 'ada@example.com', department: 'Billing' }));
    expect(await deliver(replaced)).toEqual(['translated']);
    expect((await decided()).at(-1)).toBe('ada@example.com france germany');
  });

  test.each([false, true])('is one person after a crash at any effect (after the effect: %s)', async (after) => {
    for (let number = 0; ; number++) {
      translation = await Translation.create(parts);
      const isCrashed = await withCrash(parts, number, after, async () => {
        await deliver(created, isMember('g-1'), replaced, isMember('g-2'));
      });
      expect((await decided()).at(-1)).toBe('ada@example.com france germany japan');
      if (isCrashed) continue;
      expect(number).toBeGreaterThan(10);
      break;
    }
  });

  test('loses nothing that is said while its two people become one', async () => {
    await deliver(created, isMember('g-1'));
    await Promise.all([deliver(replaced), deliver(isMember('g-2'))]);
    await deliver(replaced);
    expect((await decided()).at(-1)).toBe('ada@example.com france germany japan');
  });
});

test('an event without the login is about the person of its id', async () => {
  await translation.deliver(joins(inBilling));
  await translation.decided();
  expect(await translation.deliver(changes({ id: 'u-1', department: 'Sales' }))).toEqual(['translated']);
  expect(await translation.decided()).toMatchObject([{ username: 'ada@example.com', assignments: [], ended: billing }]);
});

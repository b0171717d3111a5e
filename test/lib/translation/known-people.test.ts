/** What translation remembers of people, from the events of sources to the decisions about access. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { googleActivity, plain, workday, workdayRow, workos } from '../../../fuzz/fixtures/vendors.ts';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import { accountKey, loginKey } from '../../../lib/people/owner-key.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { withCrash } from './crash.ts';
import { said } from './said.ts';
import { type DeliveryOptions, day, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const ada = { id: 'u-1', userName: 'ada@example.com' };
const inBilling = { ...ada, department: 'Billing' };
const billing = ['france', 'germany'];

/** An event of the plain form, a minute after the one before. */
function says(type: string, about: object, others: object = {}) {
  return said(translation.clock, type, { user: about, ...others });
}

const joins = (about: object) => says('user.joined', about);
const changes = (about: object) => says('user.changed', about);
const leaves = (about: object) => says('user.left', about);
const isAddedTo = (about: object, group: string) => says('group.member-added', about, { group });

/** @returns the outcome of the last delivery */
async function deliverUntilDone(event: object, options: DeliveryOptions = {}): Promise<string> {
  for (let delivery = 0; delivery < 5; delivery++) {
    const [outcome = ''] = await translation.deliver(event, options);
    if (!outcome.startsWith('retry')) return outcome;
  }
  throw new Error(`the message stays on its queue: ${translation.lines.at(-1)}`);
}

/** Takes the decisions off their queue: the login, and the entities that the person is to have. */
const decided = async () =>
  (await translation.decided()).map(({ username, assignments }) => [username, ...assignments].join(' '));

describe('the events about one person count together', () => {
  test('a group that names only a member’s id, and the user who has it, in any order', async () => {
    const byGroupId = policy({
      rules: [{ id: 'group', when: { groups: ['g-1'] }, grant: ['japan'] }],
      on: revoking,
    });
    const value = [{ value: 'u-1' }];
    const group = bulk({ method: 'PATCH', path: '/Groups/g-1', data: patch({ op: 'add', path: 'members', value }) });
    const created = bulk({ method: 'PUT', path: '/Users/u-1', data: user({ id: 'u-1', groups: undefined }) });
    expect(await translation.deliver(group, { by: byGroupId })).toEqual(['unresolvable no-username']);
    expect(await translation.deliver(created, { by: byGroupId })).toEqual(['translated']);
    expect(await decided()).toEqual(['ada@example.com japan']);
    translation = await Translation.create(parts);
    expect(await translation.deliver(created, { by: byGroupId })).toEqual(['ignored no-rule']);
    expect(await translation.deliver(group, { by: byGroupId })).toEqual(['translated']);
    expect(await decided()).toEqual(['ada@example.com japan']);
  });

  test('attributes of two events, which only together match a rule', async () => {
    const when = { department: ['Billing'], country: ['FR'] };
    const by = policy({ rules: [{ id: 'both', when, grant: ['france'] }], on: revoking });
    expect(await translation.deliver(joins(inBilling), { by })).toEqual(['ignored no-rule']);
    expect(await translation.deliver(changes({ ...ada, country: 'FR' }), { by })).toEqual(['translated']);
    expect(await decided()).toEqual(['ada@example.com france']);
  });

  test('the department of one source and the country of another, by the login', async () => {
    const when = { department: ['Billing'], country: ['FR'] };
    const by = policy({ rules: [{ id: 'both', when, grant: ['france'] }], on: revoking });
    const hire = workdayRow('Hire Employee', { Department: 'Billing', Cost_Center: undefined });
    await translation.deliver(workday(hire), { by });
    expect(await translation.deliver(joins({ ...ada, country: 'FR' }), { by })).toEqual(['translated']);
    expect(await decided()).toEqual(['ada@example.com france']);
  });

  test('two that are worked on at the same time', async () => {
    const events = [joins(inBilling), isAddedTo(ada, 'zuora-japan')];
    const by = policy({
      rules: [
        { id: 'billing', when: { department: ['Billing'] }, grant: ['germany'] },
        { id: 'group', when: { groups: ['zuora-japan'] }, grant: ['japan'] },
      ],
    });
    await Promise.all(events.map((event) => translation.deliver(event, { by })));
    expect((await decided()).at(-1)).toBe('ada@example.com germany japan');
  });

  test('however late one arrives: the newest statement counts', async () => {
    const older = changes({ ...ada, department: 'Sales' });
    await translation.deliver(joins(inBilling));
    expect(await translation.deliver(older)).toEqual(['ignored no-change']);
    const [first, again] = await translation.decided();
    expect(again).toEqual(first);
    expect(first).toMatchObject({ revision: 1, assignments: billing });
  });
});

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

describe('somebody who is renamed in a source that knows them by their name alone', () => {
  const by = policy({ rules: [{ id: 'group', when: { groups: ['g@example.com'] }, grant: ['japan'] }], on: revoking });
  const google = (name: string, user: string, others: object = {}) => {
    translation.clock.advance(minute);
    const parameters = { USER_EMAIL: user, GROUP_EMAIL: 'g@example.com', ...others };
    const time = new Date(translation.clock.now()).toISOString();
    return { ...googleActivity({ name, parameters }), id: { time, uniqueQualifier: time } };
  };
  const [former, present] = ['ada@example.com', 'king@example.com'];
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

describe('somebody who is suspended', () => {
  test('loses all access, and is back with that of the rules, without any new grant', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(isAddedTo(ada, 'zuora-germany'));
    await translation.decided();
    expect(await translation.deliver(changes({ ...ada, active: false }))).toEqual(['translated']);
    const [suspended] = await translation.decided();
    expect(suspended).toMatchObject({ isSuspended: true, hasLeft: false, assignments: billing });
    expect(suspended).not.toHaveProperty('leftAt');
    expect(await translation.deliver(changes({ ...ada, active: true }))).toEqual(['translated']);
    const [back] = await translation.decided();
    expect(back).toMatchObject({ isSuspended: false, hasLeft: false, assignments: billing });
    expect(back).not.toHaveProperty('leftAt');
  });

  test('gets nothing by a change in between', async () => {
    await translation.deliver(joins(ada));
    await translation.deliver(changes({ ...ada, active: false }));
    await translation.deliver(isAddedTo(ada, 'zuora-germany'));
    expect((await translation.decided()).map(({ isSuspended, assignments }) => [isSuspended, assignments])).toEqual([
      [true, []],
      [true, ['germany']],
    ]);
    await translation.deliver(changes({ ...ada, active: true }));
    expect(await decided()).toEqual(['ada@example.com germany']);
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

test('an event without the login is about the person of its id', async () => {
  await translation.deliver(joins(inBilling));
  await translation.decided();
  expect(await translation.deliver(changes({ id: 'u-1', department: 'Sales' }))).toEqual(['translated']);
  expect(await translation.decided()).toMatchObject([{ username: 'ada@example.com', assignments: [], ended: billing }]);
});

describe('a message that is delivered again', () => {
  test('sends the same decision under the same id', async () => {
    const event = joins(inBilling);
    expect(await translation.deliver(event, { messageId: 'one' })).toEqual(['translated']);
    expect(await translation.deliver(event, { messageId: 'one' })).toEqual(['ignored no-change']);
    const [first, again, ...others] = await translation.decided();
    expect(first?.id).toMatch(/^[0-9a-f]{64}$/);
    expect([again, others]).toEqual([first, []]);
  });

  test.each([false, true])(
    'after a crash at any effect sends what was decided (after the effect: %s)',
    async (after) => {
      for (let number = 0; ; number++) {
        translation = await Translation.create(parts);
        const event = joins(inBilling);
        const isCrashed = await withCrash(parts, number, after, async () => {
          await deliverUntilDone(event);
        });
        const all = await translation.decided();
        expect(all.at(-1)).toMatchObject({ username: 'ada@example.com', revision: 1, assignments: billing });
        expect(new Set(all.map(({ id }) => id)).size).toBe(1);
        if (isCrashed) continue;
        expect(number).toBeGreaterThan(3);
        break;
      }
    },
  );

  test('after the decision was written and not sent, sends it', async () => {
    let isSent = false;
    parts.sqs.middlewareStack.add(
      (next, { commandName }) =>
        (call) => {
          if (commandName !== 'SendMessageBatchCommand' || isSent) return next(call);
          isSent = true;
          throw new Error('SQS is away');
        },
      { step: 'initialize', name: 'away' },
    );
    const event = joins(inBilling);
    expect(await translation.deliver(event)).toEqual([expect.stringMatching(/^retry/)]);
    expect(await translation.decided()).toEqual([]);
    expect(await translation.deliver(event)).toEqual(['ignored no-change']);
    parts.sqs.middlewareStack.remove('away');
    expect(await translation.decided()).toMatchObject([{ revision: 1, assignments: billing }]);
  });
});

describe('a conflict of one person', () => {
  const bob = { id: 'u-2', userName: 'bob@example.com' };

  test('holds up nobody else of the message', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(joins({ ...bob, department: 'Billing' }));
    await translation.decided();
    const batch = [joins({ ...inBilling, id: 'u-3' }), leaves(bob)];
    expect(await translation.deliver(batch)).toEqual(['translated', 'retry login-conflict']);
    expect(await translation.decided()).toMatchObject([{ username: 'bob@example.com', hasLeft: true }]);
    await translation.deliver(leaves(ada));
    expect(await translation.deliver(batch)).toEqual(['translated', 'ignored no-change']);
  });

  test('holds back nothing from the logins that are theirs, and no leaving', async () => {
    const inSales = { id: 'u-1', userName: 'bob@example.com', department: 'Sales' };
    await translation.deliver(joins(inBilling));
    await translation.deliver(joins(bob));
    await translation.decided();
    expect(await translation.deliver(changes(inSales))).toEqual(['translated', 'retry login-conflict']);
    expect(await translation.decided()).toMatchObject([
      { username: 'ada@example.com', assignments: [], ended: billing },
    ]);
    expect(await translation.deliver(leaves({ id: 'u-1' }))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ username: 'ada@example.com', hasLeft: true }]);
  });
});

describe('somebody who is too large', () => {
  const bob = { id: 'u-2', userName: 'bob@example.com' };
  const groups = Array.from({ length: 900 }, (_, index) => `g${index}`.padEnd(400, 'x'));
  const projects = Array.from({ length: 15_000 }, (_, index) => `project number ${index} of the company`);
  const group = { id: 'group', when: { groups: [{ prefix: 'g' }] }, grant: ['japan'] };
  const project = { id: 'project', when: { projects: ['apollo'] }, grant: ['france'] };
  const by = policy({ rules: [group, project], on: revoking });

  const offices = Object.fromEntries(
    Array.from({ length: 99 }, (_, index) => [`e${index}`, `5eed0000000040008000000000000${index + 100}`]),
  );
  /** Of whoever matches them all, more is decided than an item takes. */
  const manyRules = Array.from({ length: 70 }, (_, index) => ({
    ...{ id: `r${index}`.padEnd(64, 'x'), when: { department: ['Billing'] }, grant: Object.keys(offices).slice(1) },
  }));
  const large = policy({ entities: offices, homeEntity: 'e0', rules: manyRules, on: revoking });

  test.each([
    ['by their groups', by, () => joins({ ...ada, groups })],
    ['by a list of the company', by, () => joins({ ...ada, projects })],
    ['by what rules give them', large, () => joins(inBilling)],
    [
      'by what is announced',
      by,
      () => says('user.joined', { ...ada, projects }, { effectiveAt: '2057-01-01T00:00:00Z' }),
    ],
  ])('%s holds up nobody else of the message', async (_, its, tooMuch) => {
    await translation.deliver(joins(bob), { by: its });
    const outcomes = await translation.deliver([tooMuch(), leaves(bob)], { by: its });
    expect(outcomes.toSorted()).toEqual(['dead-letter person-too-large', 'translated']);
    expect(await translation.decided()).toMatchObject([{ username: 'bob@example.com', hasLeft: true }]);
  });

  test('leaves on an announced date all the same', async () => {
    await translation.deliver(joins({ ...ada, groups: ['g-1'] }), { by });
    const effectiveAt = new Date(translation.clock.now() + 10 * day).toISOString();
    const announced = says('user.left', { ...ada, projects }, { effectiveAt });
    expect(await translation.deliver(announced, { by })).toEqual(['translated announced']);
    translation.clock.advance(11 * day);
    expect(await translation.wake({ by })).toEqual(['translated due']);
    expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: true });
  });

  test('by a little less is stored', async () => {
    const just = policy({ entities: offices, homeEntity: 'e0', rules: manyRules.slice(0, 50), on: revoking });
    expect(await translation.deliver(joins(inBilling), { by: just })).toEqual(['translated']);
  });
});

describe('a contractor who is hired under another id', () => {
  const inZone = { by: policy({ on: revoking, timeZone: 'Europe/Berlin' }) };
  const contractor = { Worker: { ID: 'c-1' }, Employee_ID: 'C-1', Department: 'Billing' };
  const hired = { Department: 'Finance', Event_ID: 'hire' };
  const rows = (end: object, hire: object) =>
    workday(
      workdayRow('End Contingent Worker Contract', { ...contractor, Event_ID: 'end', ...end }),
      workdayRow('Hire Employee', { ...hired, ...hire }),
    );

  beforeEach(async () => {
    const Completed_Date = '2026-11-01T09:30:00+01:00';
    const contract = workdayRow('Contract Contingent Worker', { ...contractor, Completed_Date });
    await translation.deliver(workday(contract), inZone);
    await translation.decided();
  });

  const leavesLater = async () => {
    translation.clock.advance(minute);
    const Completed_Date = new Date(translation.clock.now()).toISOString();
    const end = workdayRow('Terminate Employee', { ...hired, Event_ID: 'later', Completed_Date });
    expect(await translation.deliver(workday(end), inZone)).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ hasLeft: true }]);
  };

  test('keeps access, until the new engagement ends', async () => {
    expect(await translation.deliver(rows({}, {}), inZone)).toEqual(['ignored new-engagement', 'ignored no-change']);
    expect(await translation.decided()).toMatchObject([{ hasLeft: false, assignments: billing }]);
    await leavesLater();
  });

  test('keeps access on an announced date', async () => {
    const announced = rows({ Contract_End_Date: '2026-12-01' }, { Hire_Date: '2026-12-01' });
    expect(await translation.deliver(announced, inZone)).toEqual(['ignored new-engagement', 'translated announced']);
    translation.clock.advance(20 * day);
    expect(await translation.wake(inZone)).toContain('ignored no-change');
    expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: false, assignments: billing });
    await leavesLater();
  });
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

describe('a login that changes hands', () => {
  const other = { ...inBilling, id: 'u-2' };

  test('is a rehire under another id: the person has access again', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(leaves(ada));
    await translation.decided();
    expect(await translation.deliver(joins(other))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ hasLeft: false, assignments: billing }]);
  });

  test('is not ended when the account of the leaver is purged later', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(leaves(ada));
    await translation.deliver(joins(other));
    await translation.decided();
    for (const purged of [ada, { id: 'u-1' }]) {
      expect(await translation.deliver(leaves(purged))).toEqual(['ignored no-change']);
    }
    expect((await translation.decided()).map(({ hasLeft, assignments }) => [hasLeft, assignments])).toEqual([
      [false, billing],
      [false, billing],
    ]);
    await translation.deliver(leaves({ id: 'u-2' }));
    expect(await translation.decided()).toMatchObject([{ hasLeft: true }]);
  });

  test('ends what the person before had, though their leaving is only reported', async () => {
    const by = policy({ on: { left: 'report' } });
    await translation.deliver(joins(inBilling), { by });
    await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }), { by });
    await translation.deliver(leaves({ id: 'u-1' }), { by });
    const leftAt = new Date(translation.clock.now()).toISOString();
    await translation.decided();
    expect(await translation.deliver(joins(other), { by })).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([
      { generation: 2, hasLeft: false, leftAt, assignments: billing },
    ]);
  });

  test('is in conflict while both accounts of one source are active', async () => {
    await translation.deliver(joins(inBilling));
    await translation.decided();
    expect(await translation.deliver(joins(other))).toEqual(['retry login-conflict']);
    expect(await translation.decided()).toEqual([]);
    await translation.deliver(leaves(ada));
    expect(await translation.deliver(joins(other))).toEqual(['translated']);
  });

  test('stays that of somebody who is suspended, and is back', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(changes({ ...ada, active: false }));
    await translation.deliver(joins({ id: 'u-2', userName: 'bob@example.com', department: 'Sales' }));
    const takes = changes({ id: 'u-2', userName: 'ada@example.com' });
    expect(await translation.deliver(takes)).toEqual(['translated', 'retry login-conflict']);
    await translation.decided();
    expect(await translation.deliver(changes({ ...ada, active: true }))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([
      { username: 'ada@example.com', generation: 1, isSuspended: false, assignments: billing },
    ]);
    await translation.deliver(leaves(ada));
    await translation.decided();
    expect(await translation.deliver(takes)).toEqual(['ignored no-change']);
    expect(await translation.decided()).toMatchObject([
      { username: 'bob@example.com' },
      { username: 'ada@example.com', generation: 2 },
    ]);
  });

  test.each([[[]], [['retry login-conflict']]])(
    'has a new generation for somebody who takes it from a leaver who was renamed, after %j',
    async (before) => {
      await translation.deliver(joins(inBilling));
      await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }));
      for (const outcome of before) expect(await translation.deliver(joins(other))).toEqual([outcome]);
      await translation.deliver(leaves({ id: 'u-1' }));
      await translation.decided();
      expect(await translation.deliver(joins(other))).toEqual(['translated']);
      expect(await translation.decided()).toMatchObject([
        { username: 'ada@example.com', generation: 2, hasLeft: false, assignments: billing },
      ]);
    },
  );

  test('stays that of somebody for whom another delivery claimed it meanwhile, and stored nothing', async () => {
    await translation.deliver(joins(inBilling));
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const key = loginKey('ada@example.com');
    const owner = (await people.owners([key])).get(key);
    expect(await people.claim(key, owner?.person ?? '', owner)).toBe(2);
    await translation.decided();
    expect(await translation.deliver(changes({ ...inBilling, department: 'Sales' }))).toEqual(['translated']);
    expect(await translation.decided()).toMatchObject([{ username: 'ada@example.com', generation: 3, revision: 2 }]);
  });

  test('is that of the present account in an event without an id', async () => {
    await translation.deliver(joins(inBilling));
    await translation.deliver(leaves(ada));
    await translation.deliver(joins(other));
    await translation.decided();
    const late = { id: 'late', time: '2026-11-21T09:31:30.000Z' };
    const before = plain('identity.user.left.v1', { user: { userName: 'ada@example.com' } }, late);
    expect(await translation.deliver(before)).toEqual(['ignored no-change']);
    expect(await translation.deliver(leaves({ userName: 'ada@example.com' }))).toEqual(['translated']);
    expect((await translation.decided()).at(-1)).toMatchObject({ hasLeft: true });
  });

  describe('from a leaver who was renamed', () => {
    beforeEach(async () => {
      await translation.deliver(joins(inBilling));
      await translation.deliver(changes({ ...ada, userName: 'countess@example.com' }));
      await translation.deliver(leaves({ id: 'u-1' }));
      await translation.decided();
    });

    test('frees somebody to whom rules give nothing of the leaving', async () => {
      await translation.deliver(joins({ ...other, department: 'Sales' }));
      expect(await translation.decided()).toMatchObject([{ generation: 2, revision: 1, hasLeft: false }]);
    });

    test('may come back to them, as of a new generation', async () => {
      await translation.deliver(joins(other));
      expect(await translation.deliver(joins(inBilling))).toEqual(['translated', 'retry login-conflict']);
      await translation.deliver(leaves({ id: 'u-2' }));
      await translation.decided();
      await translation.deliver(joins(inBilling));
      expect(await translation.decided()).toContainEqual(
        expect.objectContaining({ username: 'ada@example.com', generation: 3, assignments: billing }),
      );
    });
  });
});

test('of a person, the table holds only what the policy uses', async () => {
  const secret = {
    ...{ ...inBilling, title: 'Countess', manager: 'charles@example.com' },
    ...{ groups: ['zuora-germany', 'chess club'], roles: ['player'] },
  };
  await translation.deliver(joins(secret));
  await translation.deliver(bulk({ method: 'PUT', path: '/Users/u-9', data: user({ id: 'u-9' }) }));
  const { Items = [] } = await parts.dynamodb.send(new ScanCommand({ TableName: translation.settings.people }));
  const stored = JSON.stringify(Items);
  for (const used of ['Billing', 'zuora-germany', 'ada@example.com', 'u-1']) expect(stored).toContain(used);
  for (const unused of ['Countess', 'charles', 'chess', 'player', 'Lovelace', 'planted-secret', 'London', '7946']) {
    expect(stored).not.toContain(unused);
  }
});

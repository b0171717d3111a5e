/** Looks at people: whatever was decided reaches the linked account in the end. */
import { GetItemCommand, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { loginKey } from '../../../lib/people/owner-key.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { withBetween } from './between.ts';
import { withCrash } from './crash.ts';
import { said } from './said.ts';
import { minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const ada = { id: 'u-1', userName: 'ada@example.com' };
const inBilling = { ...ada, department: 'Billing' };
const later = { ...ada, userName: 'ada.king@example.com' };

/** An event of the plain form, a minute after the one before. */
function says(change: string, user: object) {
  return said(translation.clock, `user.${change}`, { user });
}

/** The linked account of a login has acquired a decision. */
async function acquire(login: string, decision: { readonly generation: number; readonly revision: number }) {
  const Item = marshall({ identity: userIdentity(login), version: 1, decision });
  await parts.dynamodb.send(new PutItemCommand({ TableName: translation.accounts, Item }));
}

/** So much later, each person is looked at who is due. */
async function lookAfter(minutes: number): Promise<string[]> {
  translation.clock.advance(minutes * minute);
  return translation.look();
}

const ids = async () => (await translation.decided()).map(({ id }) => id);

/** The item of the person with this id. */
async function item(personId: string): Promise<Record<string, unknown>> {
  const Key = marshall({ identity: `person:${personId}` });
  const command = new GetItemCommand({ TableName: translation.settings.people, Key, ConsistentRead: true });
  return unmarshall((await parts.dynamodb.send(command)).Item ?? {});
}

describe('a decision', () => {
  test('that is lost is sent again, as the same event', async () => {
    await translation.deliver(says('joined', inBilling));
    const sent = await ids();
    expect(await lookAfter(9)).toEqual([]);
    expect(await lookAfter(1)).toEqual(['translated sent-again']);
    expect(await ids()).toEqual(sent);
  });

  test('that has arrived is left alone, and the person is not due any more', async () => {
    await translation.deliver(says('joined', inBilling));
    const [{ personId = '' } = {}] = await translation.decided();
    await acquire('ada@example.com', { generation: 1, revision: 1 });
    expect(await lookAfter(10)).toEqual([]);
    expect(await translation.decided()).toEqual([]);
    // A release before suspensions would read a suspended person as active.
    expect(await item(personId)).toMatchObject({ version: 2 });
    expect(await item(personId)).not.toHaveProperty('due');
    expect(await item(personId)).not.toHaveProperty('occasion');
    expect(await lookAfter(3 * 24 * 60)).toEqual([]);
  });

  test.each([
    ['an older one', { generation: 1, revision: 1 }, ['translated sent-again']],
    ['one about the person before', { generation: 0, revision: 9 }, ['translated sent-again']],
    ['a newer one', { generation: 1, revision: 3 }, []],
    ['one about the next person', { generation: 2, revision: 1 }, []],
  ])('while the account knows %s', async (_, known, looks) => {
    await translation.deliver(says('joined', inBilling));
    await translation.deliver(says('left', ada));
    await acquire('ada@example.com', known);
    expect(await lookAfter(10)).toEqual(looks);
  });

  test('is sent again at growing intervals, of a day at most', async () => {
    await translation.deliver(says('joined', inBilling));
    let waited = 0;
    const intervals: number[] = [];
    while (intervals.length < 9) {
      waited += 10;
      if ((await lookAfter(10)).length === 0) continue;
      intervals.push(waited);
      waited = 0;
    }
    expect(intervals).toEqual([10, 20, 40, 80, 160, 320, 640, 1280, 1440]);
  });

  test('is sent again soon, if it is a new one', async () => {
    await translation.deliver(says('joined', inBilling));
    for (const minutes of [10, 20, 40]) await lookAfter(minutes);
    await translation.deliver(says('left', ada));
    await translation.decided();
    expect(await lookAfter(10)).toEqual(['translated sent-again']);
    expect(await translation.decided()).toMatchObject([{ revision: 2, hasLeft: true }]);
  });

  test('is sent to both logins of somebody renamed, as long as one of them does not know it', async () => {
    await translation.deliver(says('joined', inBilling));
    await translation.deliver(says('changed', later));
    await translation.decided();
    await acquire('ada@example.com', { generation: 1, revision: 2 });
    expect(await lookAfter(10)).toEqual(['translated sent-again']);
    expect((await translation.decided()).map(({ username }) => username).toSorted()).toEqual(
      ['ada.king@example.com', 'ada@example.com'].toSorted(),
    );
    await acquire('ada.king@example.com', { generation: 1, revision: 1 });
    expect(await lookAfter(20)).toEqual(['translated sent-again']);
    await acquire('ada.king@example.com', { generation: 1, revision: 2 });
    expect(await lookAfter(40)).toEqual([]);
  });

  test('names the event that it follows, and nothing else of the person', async () => {
    await translation.deliver(says('joined', { ...inBilling, title: 'Secret Agent' }));
    const [{ personId = '' } = {}] = await translation.decided();
    const { occasion } = await item(personId);
    expect(JSON.parse(String(occasion))).toMatchObject({ source: 'plain', reading: { change: 'joined' } });
    expect(occasion).not.toContain('Secret Agent');
    expect(occasion).not.toContain('ada');
  });

  test('that is nothing makes nobody due', async () => {
    await translation.deliver(says('joined', ada));
    translation.clock.advance(60 * minute);
    expect(await translation.duePeople()).toEqual([]);
  });
});

describe('what is known changes without an event', () => {
  const older = policy({ on: revoking });
  const newer = policy({ rules: [{ id: 'all', when: { department: ['Billing'] }, grant: ['japan'] }], on: revoking });

  /** Has the only person decided anew. */
  async function requireDecision(): Promise<void> {
    await translation.deliver(says('joined', inBilling), { by: older });
    const [{ personId = '' } = {}] = await translation.decided();
    await acquire('ada@example.com', { generation: 1, revision: 1 });
    await lookAfter(10);
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const stored = await people.read(personId);
    if (stored === undefined) throw new Error('nothing is known');
    await people.requireDecision(stored.person);
  }

  test('and the person is decided anew at once', async () => {
    await requireDecision();
    expect(await translation.look({ by: newer })).toEqual(['translated decided-anew']);
    expect(await translation.decided()).toMatchObject([
      { revision: 2, assignments: expect.arrayContaining(['japan']) },
    ]);
    expect(await translation.look({ by: newer })).toEqual([]);
    translation.clock.advance(10 * minute);
    expect(await translation.look({ by: newer })).toEqual(['translated sent-again']);
  });

  test('and an event in between does not forget it', async () => {
    await requireDecision();
    await translation.deliver(says('changed', { ...ada, department: 'Sales' }), { by: older });
    await translation.decided();
    const inSales = policy({
      rules: [{ id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] }],
      on: revoking,
    });
    expect(await translation.look({ by: inSales })).toEqual(['translated decided-anew']);
    expect(await translation.decided()).toMatchObject([{ assignments: ['japan'] }]);
  });

  test('and a decision that has not arrived is sent again as what it followed', async () => {
    await translation.deliver(says('joined', inBilling), { by: older });
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const [{ personId = '' } = {}] = await translation.decided();
    const stored = await people.read(personId);
    if (stored === undefined) throw new Error('nothing is known');
    await people.requireDecision(stored.person);
    expect(await translation.look({ by: older })).toEqual(['translated sent-again']);
    expect(JSON.parse(translation.lines.at(-1) ?? '')).toMatchObject({ source: 'plain', change: 'joined' });
  });

  test('and somebody about whom nothing was decided is looked at once', async () => {
    await translation.deliver(says('joined', ada), { by: older });
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const known = (await people.owners([loginKey('ada@example.com')])).get(loginKey('ada@example.com'));
    const stored = await people.read(known?.person ?? '');
    if (stored === undefined) throw new Error('nothing is known');
    await people.requireDecision(stored.person);
    expect(await translation.look({ by: older })).toEqual([]);
    translation.clock.advance(24 * 60 * minute);
    expect(await translation.duePeople()).toEqual([]);
  });

  test('and nothing is said if the decision stays the same', async () => {
    await requireDecision();
    expect(await translation.look({ by: older })).toEqual([]);
    expect(await translation.decided()).toEqual([]);
    translation.clock.advance(24 * 60 * minute);
    expect(await translation.duePeople()).toEqual([]);
  });

  test('and a look that was under way does not forget it', async () => {
    await translation.deliver(says('joined', inBilling), { by: older });
    const [{ personId = '' } = {}] = await translation.decided();
    await acquire('ada@example.com', { generation: 1, revision: 1 });
    translation.clock.advance(10 * minute);
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    const stored = await people.read(personId);
    if (stored === undefined) throw new Error('nothing is known');
    // Between the look's reading of the person and its writing.
    await withBetween(
      parts.dynamodb,
      3,
      () => people.requireDecision(stored.person),
      async () => {
        await translation.look({ by: older });
      },
    );
    expect(await translation.look({ by: newer })).toEqual(['translated decided-anew']);
  });

  test('and somebody who has been forgotten meanwhile stays forgotten', async () => {
    const people = new PeopleTable(parts.dynamodb, translation.settings, translation.clock.now);
    await translation.deliver(says('joined', inBilling));
    const [{ personId = '' } = {}] = await translation.decided();
    const stored = await people.read(personId);
    if (stored === undefined) throw new Error('nothing is known');
    await people.requireDecision({ ...stored.person, id: 'nobody' });
    expect(await item('nobody')).toEqual({});
  });
});

test('after a crash at any point of a look, the decision is sent again', async () => {
  for (let number = 0; ; number += 1) {
    for (const after of [false, true]) {
      translation = await Translation.create(parts);
      await translation.deliver(says('joined', inBilling));
      await translation.decided();
      translation.clock.advance(10 * minute);
      const hasCrashed = await withCrash(parts, number, after, async () => {
        await translation.look();
      });
      if (!hasCrashed) return;
      await lookAfter(20);
      expect((await translation.decided()).length).toBeGreaterThan(0);
    }
  }
});

test('a look that fails says so, and the person is due again after all others', async () => {
  await translation.deliver(says('joined', inBilling));
  const [{ personId = '' } = {}] = await translation.decided();
  const Key = marshall({ identity: `person:${personId}` });
  const change = { UpdateExpression: 'SET version = :newer', ExpressionAttributeValues: marshall({ ':newer': 9 }) };
  await parts.dynamodb.send(new UpdateItemCommand({ TableName: translation.settings.people, Key, ...change }));
  expect(await lookAfter(10)).toEqual(['the look at a person failed; it is repeated']);
  expect(await translation.duePeople()).toEqual([]);
  expect(await lookAfter(9)).toEqual([]);
  expect(await lookAfter(1)).toEqual(['the look at a person failed; it is repeated']);
  expect(await item(personId)).toMatchObject({ version: 9 });
});

/** Who moves keeps their access for a time. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { withBetween } from './between.ts';
import { withCrash } from './crash.ts';
import { said } from './said.ts';
import { day, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

const rules = [
  { id: 'billing', when: { department: ['Billing'] }, grant: ['france'] },
  { id: 'group', when: { groups: ['g-1'] }, grant: ['germany'] },
  { id: 'no-contractors', when: { userType: ['contractor'] }, deny: ['france'], unknown: 'grant' },
];
const by = policy({ rules, on: revoking, grace: undefined });
const withSales = policy({
  rules: [...rules, { id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] }],
  ...{ on: revoking, grace: undefined },
});

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

/** An event about somebody, a minute after the one before. */
function says(change: string, user: object = {}, login = 'ada@example.com') {
  const isOfGroup = change === 'added' || change === 'removed';
  const about = { user: { id: `id of ${login}`, userName: login, ...user }, ...(isOfGroup && { group: 'g-1' }) };
  return said(translation.clock, isOfGroup ? `group.member-${change}` : `user.${change}`, about);
}

const deliver = (body: unknown, options: object = {}) => translation.deliver(body, { by, ...options });
const line = () => JSON.parse(translation.lines.at(-1) ?? '');

async function lookAfter(milliseconds: number, options: object = {}): Promise<string[]> {
  translation.clock.advance(milliseconds);
  return translation.look({ by, ...options });
}

/** The login and the entities of each decision that was sent. */
const decided = async () =>
  (await translation.decided()).map(({ username, assignments, ended, hasLeft, isSuspended }) =>
    [
      username.split('@')[0],
      ...(hasLeft ? ['left'] : isSuspended ? ['suspended'] : []),
      ...assignments,
      ...ended.map((name) => `no-${name}`),
    ].join(' '),
  );

/** Has the linked account know what was decided. */
async function know(login: string, revision: number): Promise<void> {
  const decision = { generation: 1, revision };
  const Item = marshall({ identity: userIdentity(login), kind: 'account', version: 1, decision });
  await parts.dynamodb.send(new PutItemCommand({ TableName: translation.accounts, Item }));
}

/** Ada has France as somebody in Billing, and her linked account knows it. */
async function inBilling(): Promise<void> {
  await deliver(says('joined', { department: 'Billing' }));
  expect(await decided()).toEqual(['ada france']);
}

describe('somebody who moves', () => {
  test('has the new access at once, and the former one until the grace is over', async () => {
    await inBilling();
    expect(await deliver(says('changed', { department: 'Sales' }), { by: withSales })).toEqual(['translated']);
    const endsAt = new Date(translation.clock.now() + 7 * day).toISOString();
    expect(line()).toMatchObject({ granted: ['japan'], ending: ['france'], endsAt, endedBy: ['billing'] });
    expect(line()).not.toHaveProperty('revoked');
    expect(await decided()).toEqual(['ada france japan']);
    await lookAfter(7 * day - minute, { by: withSales });
    expect(new Set(await decided())).toEqual(new Set(['ada france japan']));
    expect(await lookAfter(2 * day, { by: withSales })).toEqual(['translated decided-anew']);
    expect(line()).toMatchObject({ revoked: ['france'], endedBy: ['billing'] });
    expect(await decided()).toEqual(['ada japan no-france']);
  });

  test('and moves back, loses nothing, and nothing is sent', async () => {
    await inBilling();
    await lookAfter(10 * minute);
    await translation.decided();
    expect(await deliver(says('changed', { department: 'Support' }))).toEqual(['ignored grace']);
    translation.clock.advance(6 * day);
    expect(await deliver(says('changed', { department: 'Billing' }))).toEqual(['ignored no-change']);
    await lookAfter(30 * day);
    expect(new Set(await decided())).toEqual(new Set(['ada france']));
  });

  test('and moves on, does not gain time', async () => {
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    translation.clock.advance(6 * day);
    expect(await deliver(says('changed', { department: 'Legal' }))).toEqual(['ignored no-change']);
    await translation.decided();
    expect(await lookAfter(day)).toEqual(['translated decided-anew']);
    expect(await decided()).toEqual(['ada no-france']);
  });

  test('may hear nothing more of their source: the look alone ends it', async () => {
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    await lookAfter(10 * minute);
    await lookAfter(8 * day);
    expect((await decided()).at(-1)).toBe('ada no-france');
  });

  test('gets a decision that was lost before as soon as ever', async () => {
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    await translation.decided();
    await lookAfter(10 * minute);
    expect(await decided()).toEqual(['ada france']);
  });

  test('is told of though the message comes back because of somebody else', async () => {
    await inBilling();
    const other = says('joined', { id: 'another account' });
    const message = [other, says('changed', { department: 'Support' })];
    expect(await deliver(message)).toEqual(['ignored grace', 'retry login-conflict']);
    expect(await deliver(message)).toEqual(['retry login-conflict']);
  });

  test.each([
    ['P0D', 0],
    ['PT12H', day / 2],
    ['P30D', 30 * day],
  ])('keeps it as long as the policy says: %s', async (grace, length) => {
    const its = { by: policy({ rules, on: revoking, grace }) };
    await inBilling();
    await deliver(says('changed', { department: 'Support' }), its);
    const first = await decided();
    if (length === 0) return expect(first).toEqual(['ada no-france']);
    await lookAfter(length - minute, its);
    expect(await decided()).not.toContain('ada no-france');
    await lookAfter(minute, its);
    expect(await decided()).toContain('ada no-france');
  });

  test.each([false, true])('loses it after a crash at any effect of the look (after the effect: %s)', async (after) => {
    for (let number = 0; ; number += 1) {
      translation = await Translation.create(parts);
      await inBilling();
      await deliver(says('changed', { department: 'Support' }));
      const isCrashed = await withCrash(parts, number, after, async () => {
        await lookAfter(7 * day);
      });
      for (let look = 0; look < 3; look += 1) await lookAfter(day);
      expect((await decided()).at(-1)).toBe('ada no-france');
      if (!isCrashed) return expect(number).toBeGreaterThan(2);
    }
  });
});

describe('no grace', () => {
  test('for who is taken out of a group', async () => {
    await deliver(says('added'));
    expect(await decided()).toEqual(['ada germany']);
    expect(await deliver(says('removed'))).toEqual(['translated']);
    expect(await decided()).toEqual(['ada no-germany']);
  });

  test('for who leaves, and for who has moved and leaves then', async () => {
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    expect(await deliver(says('left'))).toEqual(['translated']);
    expect((await decided()).at(-1)).toBe('ada left');
    await lookAfter(8 * day);
    expect(new Set(await decided())).toEqual(new Set(['ada left']));
  });

  test('for whom a rule forbids it', async () => {
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    expect(await deliver(says('changed', { department: 'Support', userType: 'contractor' }))).toEqual(['translated']);
    expect(line()).toMatchObject({ revoked: ['france'], endedBy: ['no-contractors'] });
  });

  test('where the policy only reports', async () => {
    const reporting = { by: policy({ rules }) };
    await deliver(says('joined', { department: 'Billing' }), reporting);
    expect(await deliver(says('changed', { department: 'Support' }), reporting)).toEqual(['ignored report-only']);
    expect(line()).toMatchObject({ reported: ['france'] });
    expect(line()).not.toHaveProperty('ending');
  });
});

test('a grace runs on while somebody is suspended', async () => {
  await inBilling();
  await deliver(says('changed', { department: 'Support' }));
  await deliver(says('changed', { department: 'Support', active: false }));
  await lookAfter(8 * day);
  await translation.decided();
  await deliver(says('changed', { department: 'Support', active: true }));
  expect(await decided()).toEqual(['ada no-france']);
});

describe('a reorganisation', () => {
  const safeguard = {
    revocations: { people: 3, percent: 0, percentADay: 0 },
    grants: { people: 1000, percent: 0 },
  };
  const guarded = { by: policy({ rules, on: revoking, safeguard, grace: 'P7D' }) };
  const logins = Array.from({ length: 8 }, (_, index) => `p${index + 1}@example.com`);
  const move = (department: string, some = logins) => some.map((login) => says('changed', { department }, login));

  beforeEach(async () => {
    await deliver(
      logins.map((login) => says('joined', { department: 'Billing' }, login)),
      guarded,
    );
    await translation.decided();
  });

  test('that is taken back within the grace ends nothing, and counts for nothing', async () => {
    expect(new Set(await deliver(move('Support'), guarded))).toEqual(new Set(['ignored grace']));
    translation.clock.advance(5 * day);
    expect(new Set(await deliver(move('Billing'), guarded))).toEqual(new Set(['ignored no-change']));
    await lookAfter(10 * day, guarded);
    expect((await decided()).filter((one) => one.includes('no-'))).toEqual([]);
  });

  test('that stays waits for an operator at the end of the grace, above the threshold', async () => {
    await deliver(move('Support'), guarded);
    const outcomes = await lookAfter(8 * day, guarded);
    expect(outcomes.filter((outcome) => outcome === 'translated decided-anew')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'quarantined decided-anew')).toHaveLength(5);
    expect((await decided()).filter((one) => one.includes('no-france'))).toHaveLength(3);
    // Nobody is looked at every minute.
    translation.clock.advance(minute);
    expect(await translation.duePeople()).toEqual([]);
    await lookAfter(2 * day, guarded);
    expect(new Set(await decided())).not.toContain('p8 no-france');
  });
});

describe('a grace that has begun', () => {
  const removed = (group: string) => {
    const about = { user: { id: 'id of ada@example.com', userName: 'ada@example.com' }, group };
    return said(translation.clock, 'group.member-removed', about);
  };

  test('ends though a removal from another group is only reported', async () => {
    const its = { by: policy({ rules, on: { ...revoking, groupRemoved: 'report' }, grace: undefined }) };
    await deliver(says('joined', { department: 'Billing' }), its);
    await deliver(says('changed', { department: 'Support' }), its);
    await deliver(removed('g-1'), its);
    await lookAfter(10 * minute, its);
    await lookAfter(8 * day, its);
    expect((await decided()).at(-1)).toBe('ada no-france');
  });

  test.each([false, true])('ends though the policy has the rule no more (after an event: %s)', async (isAfterEvent) => {
    const its = { by: policy({ rules: rules.slice(1), on: revoking, grace: undefined }) };
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    if (isAfterEvent) await deliver(says('changed', { department: 'Legal' }), its);
    await lookAfter(10 * minute, its);
    await lookAfter(8 * day, its);
    expect((await decided()).at(-1)).toBe('ada no-france');
  });

  test('ends though the policy has the entity no more', async () => {
    const without = policy({ rules: rules.slice(1, 2), on: revoking, grace: undefined });
    const { france: _, ...others } = without.entities;
    const its = { by: { ...without, entities: others } };
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    await deliver(says('changed', { department: 'Legal' }), its);
    await lookAfter(10 * minute, its);
    expect(new Set(await decided())).toEqual(new Set(['ada france']));
    await lookAfter(8 * day, its);
    expect((await decided()).at(-1)).toBe('ada no-france');
  });

  test.each([
    ['left', {}],
    ['changed', { active: false }],
  ])('ends though the person is gone then, which is only reported: %s', async (change, state) => {
    const its = { by: policy({ rules, on: { ...revoking, left: 'report' }, grace: undefined }) };
    await deliver(says('joined', { department: 'Billing' }), its);
    await deliver(says('changed', { department: 'Support' }), its);
    expect(await deliver(says(change, { department: 'Support', ...state }), its)).toEqual(['ignored report-only']);
    await translation.decided();
    expect(await lookAfter(8 * day, its)).toEqual(['translated decided-anew']);
    expect(line()).toMatchObject({ revoked: ['france'], endedBy: ['billing'] });
    expect((await decided()).at(-1)).toBe('ada no-france');
    expect(await lookAfter(day, its)).toEqual(['translated sent-again']);
  });

  test('ends though it is over while a look that came just before it is at work', async () => {
    await inBilling();
    await deliver(says('changed', { department: 'Support' }));
    const end = translation.clock.now() + 7 * day;
    translation.clock.advance(7 * day - 1000);
    await know('ada@example.com', 1);
    await withBetween(
      parts.dynamodb,
      2,
      async () => translation.clock.advance(2000),
      () => translation.look({ by }),
    );
    expect(translation.clock.now()).toBeGreaterThan(end);
    await lookAfter(day);
    expect((await decided()).at(-1)).toBe('ada no-france');
  });
});

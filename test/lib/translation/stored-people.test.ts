/** What translation stores of a person: the facts of several events, decisions to send again, and its limits. */
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { bulk, patch, user } from '../../../fuzz/fixtures/scim.ts';
import { workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { withCrash } from './crash.ts';
import { ada, billing, inBilling, knownPeople } from './known-people.ts';
import { day, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const { says, joins, changes, leaves, isAddedTo, deliverUntilDone, decided } = knownPeople(() => translation);

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

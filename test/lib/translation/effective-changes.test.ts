/** Effective-dated changes, from what a source says to the events of the date. */
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { plain, workday, workdayRow } from '../../../fuzz/fixtures/vendors.ts';
import { effectiveIdentity, effectivePrefix } from '../../../lib/ledger/effective-change.ts';
import { readWakeUp, wakeUpBody } from '../../../lib/translation/wake-up.ts';
import { day, minute, Translation } from './translation.ts';
import { useAwsParts } from './use-aws-parts.ts';

const parts = useAwsParts();

// Far enough ahead for the Scheduler, which uses the machine's clock.
const inThirtyYears = '2056-12-31T00:00:00.000Z';
const later = '2057-01-15T00:00:00.000Z';
const announced = `ada@example.com ${inThirtyYears}`;
const announcedLater = `ada@example.com ${later}`;

let translation: Translation;
beforeEach(async () => {
  translation = await Translation.create(parts);
});

const ada = { userName: 'ada@example.com' };

interface Said {
  readonly effectiveAt?: string;
  /** Milliseconds after the clock; the minute of the clock without it. */
  readonly after?: number;
  readonly type?: string;
  readonly data?: object;
}

/** An event of the plain form about Ada. */
function says(id: string, { effectiveAt, after = 0, type = 'user.left', data = {} }: Said = {}) {
  const user = { ...ada, department: 'Billing' };
  const time = new Date(translation.clock.now() + after).toISOString();
  return plain(`identity.${type}.v1`, { user, ...data, ...(effectiveAt && { effectiveAt }) }, { id, time });
}

const leaves = (id: string, effectiveAt?: string, after = 0) =>
  says(id, { ...(effectiveAt && { effectiveAt }), after });

function goTo(date: string): void {
  translation.clock.advance(Date.parse(date) - translation.clock.now());
}

/** Takes the decisions that people have left off their queue: who, and when. */
const leavings = async () =>
  (await translation.decided()).filter(({ hasLeft }) => hasLeft).map(({ username, leftAt }) => `${username} ${leftAt}`);

/** Takes the decisions off their queue: what somebody is to have, and what is over. */
const assigned = async () => (await translation.decided()).map(({ assignments, ended }) => ({ assignments, ended }));

const states = async () =>
  (await translation.ledger.list(new AbortController().signal)).map(
    ({ change, effectiveAt, state, username }) => `${change} ${username} ${effectiveAt} ${state}`,
  );

test('a change is pending until its date, and then carried out once', async () => {
  expect(await translation.deliver(leaves('one', inThirtyYears))).toEqual(['translated announced']);
  expect(await states()).toEqual([`left ada@example.com ${inThirtyYears} pending`]);
  expect(await translation.schedules()).toHaveLength(1);
  expect(await translation.wake()).toEqual(['ignored not-due']);
  expect(await leavings()).toEqual([]);
  goTo(inThirtyYears);
  const [change] = await translation.ledger.list(new AbortController().signal);
  expect(await translation.wake()).toEqual(['translated due']);
  expect(await leavings()).toEqual([announced]);
  expect(await states()).toEqual([]);
  expect(await translation.deliver(wakeUpBody(change?.identity ?? ''))).toEqual(['ignored already-sent']);
  expect(await leavings()).toEqual([]);
});

test('once it is done, the ledger names nobody', async () => {
  await translation.deliver(leaves('one', inThirtyYears));
  goTo(inThirtyYears);
  const [change] = await translation.ledger.list(new AbortController().signal);
  await translation.wake();
  const id = change?.identity.slice(effectivePrefix.length) ?? '';
  expect(await translation.ledger.get(id)).toMatchObject({ state: 'done', events: [] });
  expect(await translation.ledger.get(id)).not.toHaveProperty('username');
  expect(await translation.ledger.get(id)).not.toHaveProperty('said');
});

describe('a cancelled change', () => {
  beforeEach(async () => {
    await translation.deliver(leaves('one', inThirtyYears));
    expect(await translation.cancel()).toBe(true);
  });

  test('is not carried out on its date', async () => {
    goTo(inThirtyYears);
    expect(await translation.wake()).toEqual(['ignored cancelled']);
    expect(await leavings()).toEqual([]);
  });

  test('does not come back when the source repeats the event, before its date or after', async () => {
    const repeated = leaves('one', inThirtyYears);
    expect(await translation.deliver(repeated)).toEqual(['ignored cancelled']);
    goTo(later);
    expect(await translation.deliver(repeated)).toEqual(['ignored cancelled']);
    expect(await leavings()).toEqual([]);
    expect(await states()).toEqual([`left ada@example.com ${inThirtyYears} cancelled`]);
  });

  test('gives way to a later announcement, and stays cancelled even then', async () => {
    const first = leaves('one', inThirtyYears);
    expect(await translation.deliver(leaves('two', later, 1))).toEqual(['translated announced']);
    expect(await translation.deliver({ ...first, time: leaves('', later, 2).time })).toEqual(['ignored cancelled']);
    expect(await states()).toEqual([`left ada@example.com ${later} pending`]);
  });

  test('does not give way to an earlier announcement', async () => {
    expect(await translation.deliver(leaves('zero', later, -1))).toEqual(['ignored replaced']);
    expect(await states()).toEqual([`left ada@example.com ${inThirtyYears} cancelled`]);
  });

  test('is another change once the source corrects its date', async () => {
    expect(await translation.deliver(leaves('one', later, 1))).toEqual(['translated announced']);
    expect(await states()).toEqual([`left ada@example.com ${later} pending`]);
  });

  test('remembers who cancelled it, and when', async () => {
    const [change] = await translation.ledger.list(new AbortController().signal);
    expect(change).toMatchObject({
      cancelledBy: 'arn:aws:iam::000000000000:user/grace',
      cancelledAt: new Date(translation.clock.now()).toISOString(),
    });
  });
});

test('a cancelled row of a report does not come back on another day, with or without an id', async () => {
  for (const changes of [{ Event_ID: 'row' }, { Event_ID: undefined }]) {
    translation = await Translation.create(parts);
    const report = () =>
      workday(
        workdayRow('Terminate Employee', { Completed_Date: undefined, Termination_Date: '2056-12-31', ...changes }),
      );
    expect(await translation.deliver(report())).toEqual(['translated announced']);
    await translation.cancel();
    for (const date of ['2030-01-01T00:00:00Z', inThirtyYears, later]) {
      goTo(date);
      expect(await translation.deliver(report())).toEqual(['ignored cancelled']);
    }
    expect(await leavings()).toEqual([]);
  }
});

test('of two announcements the one that was said later counts, in any order of delivery', async () => {
  const [first, second] = [leaves('one', inThirtyYears), leaves('two', later, 1)];
  await translation.deliver(first);
  expect(await translation.deliver(second)).toEqual(['translated announced']);
  expect(await translation.deliver(first)).toEqual(['ignored replaced']);
  expect(await states()).toEqual([`left ada@example.com ${later} pending`]);
  goTo(inThirtyYears);
  expect(await translation.wake()).toEqual(['ignored not-due']);
  goTo(later);
  expect(await translation.wake()).toEqual(['translated due']);
  expect(await leavings()).toEqual([announcedLater]);
});

test('an announcement that concerns no access any more replaces one that did', async () => {
  const joins = (id: string, after: number, department: string) =>
    says(id, { effectiveAt: inThirtyYears, after, type: 'user.joined', data: { user: { ...ada, department } } });
  await translation.deliver(joins('one', 0, 'Billing'));
  expect(await translation.deliver(joins('two', 1, 'Sales'))).toEqual(['translated announced']);
  expect(await states()).toEqual([`joined ada@example.com ${inThirtyYears} pending`]);
  goTo(inThirtyYears);
  expect(await translation.wake()).toEqual(['ignored no-rule']);
  expect(await translation.decided()).toEqual([]);
});

test('an announcement of attributes that the policy does not use waits for nothing', async () => {
  const moves = says('one', { effectiveAt: inThirtyYears, type: 'user.changed' });
  const byGroups = policy({ rules: [{ id: 'germany', when: { groups: ['zuora-germany'] }, grant: ['germany'] }] });
  await translation.deliver(moves);
  expect(await translation.deliver(moves, { by: byGroups })).toEqual(['ignored no-rule']);
  expect(await states()).toEqual([]);
  expect(await translation.deliver(moves)).toEqual(['translated announced']);
  expect(await states()).toEqual([`changed ada@example.com ${inThirtyYears} pending`]);
});

test('an announcement is decided by the policy of its date', async () => {
  await translation.deliver(leaves('one', inThirtyYears));
  goTo(inThirtyYears);
  expect(await translation.wake({ by: policy({ on: { ...revoking, left: 'report' } }) })).toEqual([
    'ignored report-only',
  ]);
  expect(await leavings()).toEqual([]);
  expect(await states()).toEqual([]);
});

describe('an announced move to another department', () => {
  const user = (department: string) => ({ user: { ...ada, department } });
  const moves = () => says('move', { type: 'user.changed', after: 1, effectiveAt: inThirtyYears, data: user('Sales') });
  const billing = { assignments: ['france', 'germany'], ended: [] };
  const over = { assignments: [], ended: ['france', 'germany'] };

  test('is decided on its date, by all that is known then', async () => {
    await translation.deliver(says('join', { type: 'user.joined' }));
    expect(await translation.deliver(moves())).toEqual(['translated announced']);
    await translation.deliver(
      says('group', { type: 'group.member-added', after: 2, data: { user: ada, group: 'zuora-germany' } }),
    );
    expect(await assigned()).toEqual([billing, billing]);
    goTo(inThirtyYears);
    expect(await translation.wake()).toEqual(['translated due']);
    expect(await assigned()).toEqual([{ assignments: ['germany'], ended: ['france'] }]);
  });

  test('counts from its date against what was said in between, in any order of arrival', async () => {
    const inBetween = (id: string, after: number) => says(id, { type: 'user.changed', after, data: user('Billing') });
    const [first, late] = [inBetween('first', 2), inBetween('late', 3)];
    await translation.deliver(moves());
    expect(await translation.deliver(first)).toEqual(['translated']);
    goTo(inThirtyYears);
    expect(await translation.wake()).toEqual(['translated due']);
    expect(await translation.deliver(late)).toEqual(['ignored no-change']);
    expect(await assigned()).toEqual([billing, over, over]);
    goTo(later);
    expect(await translation.deliver(inBetween('back', 0))).toEqual(['translated']);
    expect(await assigned()).toEqual([billing]);
  });

  test('keeps of the person only what the policy uses, and nothing once it is cancelled', async () => {
    const secret = { ...ada, department: 'Sales', title: 'Countess' };
    const move = says('move', { type: 'user.changed', effectiveAt: inThirtyYears, data: { user: secret } });
    const saidOf = async () => (await translation.ledger.list(new AbortController().signal)).map(({ said }) => said);
    await translation.deliver(move);
    expect(await saidOf()).toEqual([expect.stringContaining('Sales')]);
    expect(await saidOf()).toEqual([expect.not.stringContaining('Countess')]);
    await translation.cancel();
    expect(await saidOf()).toEqual([undefined]);
  });
});

describe('a record of an earlier release', () => {
  const said = {
    ...{ source: 'plain', publisher: 'https://hr.example.com', username: 'ada@example.com', change: 'left' },
    groups: [],
  };
  const identity = effectiveIdentity(said);
  const event = (type: string) => ({
    ...{ id: type, type: `zuora.user-access.${type}.v1` },
    body: JSON.stringify({ time: inThirtyYears, data: { username: 'ada@example.com' } }),
  });

  beforeEach(async () => {
    const announcement = `${inThirtyYears} ["https://hr.example.com","one"]`;
    const dates = { saidAt: new Date(translation.clock.now()).toISOString(), effectiveAt: inThirtyYears };
    const events = [event('requested'), event('revoked')];
    const record = { ...said, ...dates, identity, announcement, announcedBy: 'one', events, cancelled: [] };
    await parts.dynamodb.send(
      new PutItemCommand({
        TableName: translation.name,
        Item: marshall({ ...record, version: 1, state: 'pending' }),
      }),
    );
  });

  test('is carried out on its date: its events go to the queues of requests and revocations', async () => {
    expect(await translation.wake()).toEqual(['ignored not-due']);
    goTo(inThirtyYears);
    expect(await translation.wake()).toEqual(['translated due']);
    expect(await translation.taken('requests')).toEqual([announced]);
    expect(await translation.taken('revocations')).toEqual([announced]);
    expect(await translation.decided()).toEqual([]);
    expect(await states()).toEqual([]);
  });

  test('is carried out by a decision once the source repeats the announcement', async () => {
    expect(await translation.ledger.get(identity.slice(effectivePrefix.length))).toMatchObject({ version: 1 });
    expect(await translation.deliver(leaves('one', inThirtyYears))).toEqual(['translated announced']);
    expect(await translation.ledger.get(identity.slice(effectivePrefix.length))).toMatchObject({ version: 2 });
    goTo(inThirtyYears);
    expect(await translation.wake()).toEqual(['translated due']);
    expect(await leavings()).toEqual([announced]);
    expect(await translation.taken('revocations')).toEqual([]);
  });

  test('can be cancelled', async () => {
    expect(await translation.cancel()).toBe(true);
    goTo(inThirtyYears);
    expect(await translation.wake()).toEqual(['ignored cancelled']);
    expect(await translation.taken('revocations')).toEqual([]);
  });
});

describe('a change at once', () => {
  test('replaces what was announced before of the same kind', async () => {
    await translation.deliver(leaves('one', inThirtyYears));
    expect(await translation.deliver(leaves('now', undefined, 1))).toEqual(['translated']);
    expect(await states()).toEqual([]);
    expect(await leavings()).toHaveLength(1);
    expect(await translation.deliver(leaves('one', inThirtyYears))).toEqual(['ignored replaced']);
  });

  test('is carried out though something was announced after it', async () => {
    const now = leaves('now');
    await translation.deliver(leaves('one', inThirtyYears, 1));
    expect(await translation.deliver(now)).toEqual(['translated']);
    expect(await states()).toEqual([`left ada@example.com ${inThirtyYears} pending`]);
    expect(await leavings()).toHaveLength(1);
  });

  test('of other attributes leaves an announced move as it is', async () => {
    const moves = (id: string, after: number, date?: string) =>
      says(id, { type: 'user.changed', after, ...(date && { effectiveAt: date }) });
    await translation.deliver(moves('one', 0, inThirtyYears));
    expect(await translation.deliver(moves('now', 1))).toEqual(['translated']);
    expect(await states()).toEqual([`changed ada@example.com ${inThirtyYears} pending`]);
  });

  test('of another kind leaves it as it is too', async () => {
    await translation.deliver(leaves('one', inThirtyYears));
    await translation.deliver(says('now', { type: 'user.joined', after: 1 }));
    expect(await states()).toEqual([`left ada@example.com ${inThirtyYears} pending`]);
  });
});

test('a change that is almost due waits on the queue, and can be cancelled as well', async () => {
  const soon = new Date(translation.clock.now() + 4 * minute).toISOString();
  expect(await translation.deliver(leaves('one', soon))).toEqual(['translated announced']);
  expect(await translation.schedules()).toEqual([]);
  expect(await translation.cancel()).toBe(true);
  goTo(soon);
  expect(await translation.wake()).toEqual(['ignored cancelled']);
  expect(await leavings()).toEqual([]);
});

test('an announcement that arrives after its date is carried out at once', async () => {
  const event = leaves('one', new Date(translation.clock.now() + minute).toISOString());
  translation.clock.advance(day);
  expect(await translation.deliver(event)).toEqual(['translated']);
  expect(await translation.deliver(event)).toEqual(['ignored no-change']);
  const ids = (await translation.decided()).map(({ id }) => id);
  expect(ids).toEqual([ids[0], ids[0]]);
  expect(await states()).toEqual([]);
});

test('a change that has started cannot be cancelled', async () => {
  await translation.deliver(leaves('one', inThirtyYears));
  const [pending] = await translation.ledger.list(new AbortController().signal);
  goTo(inThirtyYears);
  await translation.wake();
  if (pending === undefined) throw new Error('nothing is pending');
  expect(await translation.ledger.cancel(pending, { by: 'grace', at: 0 })).toBeUndefined();
});

test('two messages about one change at once leave the one that was said later', async () => {
  const all = Array.from({ length: 8 }, (_, index) => leaves(`${index}`, index % 2 ? later : inThirtyYears, index));
  await translation.deliver(all);
  await Promise.all(all.map((event) => translation.deliver(event)));
  expect(await states()).toEqual([`left ada@example.com ${later} pending`]);
});

test.each([
  ['another type', JSON.stringify({ type: 'zuora-access.other', change: 'effective:1' })],
  ['a record of another kind', wakeUpBody('0123')],
  ['no text', JSON.stringify({ type: 'zuora-access.effective-change.due', change: 7 })],
  ['no JSON', 'zuora-access.effective-change.due'],
  ['a longer message', `${wakeUpBody(`${effectivePrefix}1`)}${' '.repeat(200)}`],
])('a wake-up is no message with %s', (_, body) => {
  expect(readWakeUp(body)).toBeUndefined();
});

test('a wake-up for a change that the ledger does not know does nothing', async () => {
  expect(await translation.deliver(wakeUpBody(`${effectivePrefix}1`))).toEqual(['ignored unknown-change']);
});

describe('a row of Workday', () => {
  const row = (process: string, completed: string, columns: object) =>
    workdayRow(process, { Event_ID: `${process} ${completed}`, Completed_Date: completed, ...columns });
  const ends = { Contract_End_Date: '2056-12-30' };
  const starts = { Hire_Date: '2056-12-31', Department: 'Billing' };
  const contractEnds = row('End Contingent Worker Contract', '2026-11-20T09:00:00Z', ends);
  const hired = row('Hire Employee', '2026-11-20T09:00:00Z', starts);

  test('that takes back a termination leaves nothing for its date, in any order and at each poll', async () => {
    const terminated = row('Terminate Employee', '2026-11-20T09:00:00Z', { Termination_Date: '2056-12-30' });
    const rescinded = row('Rescind Termination', '2026-11-20T10:00:00Z', {});
    for (const rows of [[terminated], [rescinded], [terminated, rescinded], [rescinded, terminated], [terminated]]) {
      await translation.deliver(workday(...rows));
    }
    expect(await translation.pending()).toEqual([]);
    goTo(later);
    await translation.deliver(workday(terminated));
    expect(await leavings()).toEqual([]);
  });

  test('that takes back a hire ends access now, and nothing begins on the date', async () => {
    await translation.deliver(workday(hired));
    expect(await translation.pending()).toHaveLength(1);
    expect(await translation.deliver(workday(row('No Show', '2026-11-20T10:00:00Z', {})))).toEqual([
      'ignored withdrawn',
      'translated',
    ]);
    expect(await translation.pending()).toEqual([]);
    expect(await leavings()).toEqual(['ada@example.com 2026-11-20T10:00:00.000Z']);
  });

  test('that extends a contract leaves nothing for the former date', async () => {
    await translation.deliver(workday(contractEnds));
    expect(await translation.pending()).toHaveLength(1);
    await translation.deliver(workday(row('Extend Contract', '2026-11-20T10:00:00Z', {})));
    expect(await translation.pending()).toEqual([]);
  });

  test('that moves the last day leaves the new date alone', async () => {
    await translation.deliver(workday(contractEnds));
    const moved = row('Change Contract End Date', '2026-11-20T10:00:00Z', { Contract_End_Date: '2057-01-14' });
    await translation.deliver(workday(moved));
    await translation.deliver(workday(contractEnds));
    expect(await states()).toEqual(['left ada@example.com 2057-01-14T23:59:59.999Z pending']);
  });

  test('that ends a contract at the moment of a hire ends no access, even if it is repeated alone', async () => {
    await translation.deliver(workday(contractEnds));
    expect(await translation.deliver(workday(contractEnds, hired))).toEqual([
      'ignored new-engagement',
      'translated announced',
    ]);
    expect(await states()).toEqual([`joined ada@example.com ${inThirtyYears} pending`]);
    expect(await translation.deliver(workday(contractEnds))).toEqual(['ignored cancelled']);
    goTo(later);
    expect(await translation.deliver(workday(contractEnds))).toEqual(['ignored cancelled']);
    expect(await leavings()).toEqual([]);
  });
});

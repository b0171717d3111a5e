import { randomUUID } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { AccountLease } from '../../../lib/account/lease.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import { attemptAccess } from '../../../lib/delivery/access-attempt.ts';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import type { AccessSettings } from '../../../lib/settings.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import type { ZuoraAccess } from '../../services/zuora-access.ts';
import { useDeliveries } from './deliveries.ts';

const { germany, japan, canada, global } = seedEntity;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const deliveries = useDeliveries();
let login: string;

beforeEach(async () => {
  login = await deliveries().access.addUser();
});

const sandbox: ZuoraAccess['sandbox'] = (...request) => deliveries().access.sandbox(...request);
const now = () => deliveries().access.clock.now();

function asked(entityId: string, more: { key?: string; lasts?: number; event?: string } = {}): SaidChange {
  const { key = 'hr', event = randomUUID(), lasts } = more;
  const expiresAt = lasts === undefined ? undefined : now() + lasts;
  const assignment = { time: now(), event, isEnded: false, expiresAt };
  return { kind: 'request', entityIds: [entityId], key, assignment, home: global };
}

/** @throws Error when the account was refused */
async function acquired(said: SaidChange): Promise<AccountLease> {
  const { services, access } = deliveries();
  const event = randomUUID().replaceAll('-', '');
  const lease = await services.accounts.acquire(login, { event, change: said }, randomUUID(), now() + 250_000);
  if (!isLease(lease)) throw new Error(lease.is);
  access.clock.advance(1000);
  return lease;
}

function isLease(lease: object): lease is AccountLease {
  return 'owner' in lease;
}

/** An event about the user is delivered. */
async function delivered(said: SaidChange): Promise<void> {
  const { services, access } = deliveries();
  const lease = await acquired(said);
  const done = await attemptAccess({
    ...{ records: { accounts: services.accounts, audit: async () => {} }, lease, login, said, history: noHistory },
    ...{ access: 'requests', settings: services.settings, quietAfter: 130_000, zuora: access.client() },
    ...{ now: access.clock.now, sentAt: access.clock.now() },
  });
  await services.accounts.release(done.lease, done.learned);
}

/** The account is due, if there is one. */
async function look(body?: unknown, changes: Partial<AccessSettings> = {}): Promise<void> {
  await deliveries().makeDue(login);
  await lookIfDue(body, changes);
}

async function lookIfDue(
  body: unknown = { account: userIdentity(login) },
  changes: Partial<AccessSettings> = {},
): Promise<void> {
  const { name, record, services, deadline, startedAt } = {
    name: 'convergeAccount',
    ...deliveries().delivery(await deliveries().message(body)),
  };
  const changed = { ...services, settings: { ...services.settings, ...changes } };
  await lookAtAccount({ name, record, services: changed, deadline, startedAt });
}

const lookWith = (changes: Partial<AccessSettings>) => look(undefined, changes);

const stored = z.object({
  due: z.optional(z.string()),
  dueAt: z.optional(z.number()),
  c_look: z.optional(z.unknown()),
  unmanaged: z.optional(z.record(z.string(), z.number())),
});

async function item(): Promise<z.infer<typeof stored>> {
  const Key = { identity: { S: userIdentity(login) } };
  const { Item = {} } = await deliveries().dynamodb.getItem({ TableName: 'accounts', Key });
  return stored.parse(unmarshall(Item));
}

/** How long it is until the account is due; milliseconds. */
async function dueIn(): Promise<number | undefined> {
  const { due, dueAt } = await item();
  expect(due !== undefined).toBe(dueAt !== undefined);
  return dueAt === undefined ? undefined : dueAt - now();
}

const inZuora = () => deliveries().access.accessOf(login);

async function writesTo(end: string): Promise<number> {
  return (await deliveries().access.calls()).filter(({ path }) => path.endsWith(`/${end}`)).length;
}

const pendingAges = () =>
  deliveries()
    .lines()
    .flatMap(({ what, milliseconds }) => (what === 'pending age' ? [milliseconds] : []));
const lastLine = () => deliveries().lines().at(-1);

describe('an assignment with an end', () => {
  test('ends with the first look after it', async () => {
    await delivered(asked(germany, { lasts: day }));
    await delivered(asked(japan));
    expect((await inZuora()).granted).toEqual([germany]);
    deliveries().access.clock.advance(day);
    await look();
    expect((await inZuora()).granted).toEqual([]);
    expect((await inZuora()).pending).toEqual([japan]);
    expect(lastLine()).toMatchObject({
      ...{ outcome: 'applied', operation: 'convergeAccount' },
      command: { username: login, targetEntityIds: [germany] },
    });
  });

  test('is due at its end', async () => {
    await delivered(asked(germany, { lasts: day }));
    await look();
    expect((await inZuora()).granted).toEqual([germany]);
    expect(await dueIn()).toBe(day - 1000);
    deliveries().access.clock.advance(day);
    await look();
    expect(await dueIn()).toBeUndefined();
  });

  test('that another assignment outlasts takes nothing', async () => {
    await delivered(asked(germany, { lasts: day }));
    await delivered(asked(germany, { key: 'T-2', lasts: 2 * day }));
    deliveries().access.clock.advance(day);
    await look();
    expect((await inZuora()).granted).toEqual([germany]);
    deliveries().access.clock.advance(day);
    await look();
    expect((await inZuora()).granted).toEqual([]);
  });

  test('that is pending is denied', async () => {
    await delivered(asked(japan, { lasts: day }));
    expect((await inZuora()).pending).toEqual([japan]);
    deliveries().access.clock.advance(day);
    await look();
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
  });
});

describe('a pending request', () => {
  test('is read again at growing intervals, for thirty days', async () => {
    await delivered(asked(japan));
    const intervals: number[] = [];
    for (let next = await dueIn(); next !== undefined; next = await dueIn()) {
      intervals.push(next);
      deliveries().access.clock.advance(next);
      await look();
    }
    expect(intervals[0]).toBe(10 * minute);
    expect(intervals).toEqual(intervals.toSorted((one, other) => one - other));
    expect(Math.max(...intervals)).toBe(day);
    expect(intervals.reduce((sum, interval) => sum + interval)).toBeGreaterThan(30 * day);
    expect((await inZuora()).pending).toEqual([japan]);
  });

  test('has its age measured by each look, until it is granted', async () => {
    await delivered(asked(japan));
    await delivered(asked(germany));
    deliveries().access.clock.advance(3 * day);
    await look();
    expect(pendingAges()).toEqual([3 * day + 1000]);
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [japan] }] });
    await look();
    expect(pendingAges()).toEqual([3 * day + 1000]);
  });

  test('is not read again once it is seen granted', async () => {
    await delivered(asked(japan));
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [japan] }] });
    deliveries().access.clock.advance(10 * minute);
    await look();
    expect(await dueIn()).toBeUndefined();
  });
});

describe('access that nothing explains', () => {
  const inAccount = async () => (await item()).unmanaged;

  test('is reported, and left alone, until it is explained or gone', async () => {
    await delivered(asked(japan));
    expect(await inAccount()).toBeUndefined();
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [germany, japan] }] });
    await look();
    const since = now();
    expect(lastLine()).toMatchObject({ outcome: 'already-applied', unmanaged: [germany] });
    deliveries().access.clock.advance(hour);
    await look();
    expect(await inAccount()).toEqual({ [germany]: since });
    expect((await inZuora()).granted).toEqual([germany, japan]);
    await delivered(asked(germany));
    expect(await inAccount()).toBeUndefined();
    await look();
    expect(lastLine()).not.toHaveProperty('unmanaged');
  });

  test('is not what the first look at an account shows', async () => {
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [germany] }] });
    await delivered(asked(japan));
    expect(await inAccount()).toBeUndefined();
  });
});

describe('access that Zuora showed before anybody said anything', () => {
  test('is not asked for again once an administrator has taken it', async () => {
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [germany] }] });
    await delivered(asked(japan));
    await sandbox('POST', 'users', { users: [{ username: login, pendingEntityIds: [japan] }] });
    await look();
    expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
    deliveries().access.clock.advance(minute);
    await delivered(asked(germany));
    expect((await inZuora()).granted).toEqual([germany]);
  });
});

describe('in an entity with automatic approval', () => {
  const automatic = { automaticEntityIds: [japan] };

  test('a request that is pending is approved by the next look, and verified', async () => {
    await delivered(asked(japan));
    deliveries().access.clock.advance(10 * minute);
    await lookWith(automatic);
    expect(await inZuora()).toEqual({ granted: [japan], pending: [] });
    expect(lastLine()).toMatchObject({ outcome: 'applied', command: { targetEntityIds: [japan] } });
    expect(await dueIn()).toBeUndefined();
  });

  test("an administrator's denial is not asked again", async () => {
    await delivered(asked(japan));
    await sandbox('POST', 'users', { users: [{ username: login }] });
    for (let times = 0; times < 3; times += 1) {
      deliveries().access.clock.advance(10 * minute);
      await lookWith(automatic);
      expect(await inZuora()).toEqual({ granted: [], pending: [] });
    }
    expect(await writesTo('accept-access')).toBe(1);
    expect(await writesTo('request-access')).toBe(1);
    deliveries().access.clock.advance(minute);
    await delivered(asked(japan));
    await lookWith(automatic);
    expect((await inZuora()).granted).toEqual([japan]);
  });

  test('a request whose assignment has ended is denied', async () => {
    await delivered(asked(japan, { lasts: day }));
    deliveries().access.clock.advance(day);
    await lookWith(automatic);
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    expect(await writesTo('accept-access')).toBe(0);
  });
});

test('access of a protected login does not end, and the line says so', async () => {
  await delivered(asked(germany, { lasts: day }));
  deliveries().access.clock.advance(day);
  await lookWith({ protectedUsernames: [login] });
  expect((await inZuora()).granted).toEqual([germany]);
  expect(lastLine()).toMatchObject({ outcome: 'already-applied', reason: 'protected' });
});

describe('a look that fails', () => {
  test('is repeated at growing intervals of a day at most', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await sandbox('POST', 'faults', {
      ...{ match: { method: 'PUT', path: '/v1/users/*/deny-access' }, times: 12 },
      fault: { status: 503, body: 'Service Unavailable' },
    });
    const intervals: (number | undefined)[] = [];
    for (let times = 0; times < 12; times += 1) {
      await look();
      expect(lastLine()).toMatchObject({ outcome: 'retry' });
      intervals.push(await dueIn());
      deliveries().access.clock.advance(day);
    }
    expect(intervals).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440, 1440].map((n) => n * minute));
    await look();
    expect((await inZuora()).granted).toEqual([]);
    expect(await dueIn()).toBeUndefined();
  });

  test('by an unanswered write is repeated when the entity is open again', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await sandbox('POST', 'faults', {
      ...{ match: { method: 'PUT', path: '/v1/users/*/deny-access' }, times: 1 },
      fault: { status: 503, body: 'Service Unavailable' },
    });
    await look();
    deliveries().access.clock.advance(5 * minute);
    await look();
    expect((await inZuora()).granted).toEqual([]);
    expect(await dueIn()).toBeUndefined();
  });

  test('for good is not repeated', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*/deny-access' },
      fault: { status: 200, body: '{"success":false,"reasons":[{"code":90000020,"message":"No permission"}]}' },
    });
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'permission-denied' });
    expect(await dueIn()).toBeUndefined();
  });

  test('in one entity is repeated, though Zuora refused another for good before', async () => {
    const deny = { method: 'PUT', path: '/v1/users/*/deny-access' };
    await delivered(asked(germany, { lasts: day }));
    await delivered(asked(japan, { lasts: 2 * day }));
    deliveries().access.clock.advance(day);
    const body = '{"success":false,"reasons":[{"code":90000020,"message":"No permission"}]}';
    await sandbox('POST', 'faults', { match: deny, times: 1, fault: { status: 200, body } });
    await look();
    deliveries().access.clock.advance(day);
    await sandbox('POST', 'faults', { match: deny, times: 1, fault: { status: 429, body: '{}' } });
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'throttled' });
    expect(await dueIn()).toBe(5 * minute);
  });

  test('puts off no other end', async () => {
    await delivered(asked(germany, { lasts: day }));
    await delivered(asked(japan, { lasts: day + 15 * minute }));
    deliveries().access.clock.advance(day);
    await sandbox('POST', 'faults', {
      ...{ match: { method: 'PUT', path: '/v1/users/*/deny-access' }, times: 1 },
      fault: { status: 429, body: '{}' },
    });
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'retry' });
    expect(await dueIn()).toBeLessThan(15 * minute);
  });

  test('because Zuora does not know the user is repeated as long as access is wanted', async () => {
    await delivered(asked(japan, { lasts: day }));
    await sandbox('POST', 'faults', {
      ...{ match: { method: 'GET', path: '/v1/users/*/accessible-entities' }, times: 1000 },
      fault: { status: 200, body: '{"success":false,"reasons":[{"code":50000040,"message":"No such user"}]}' },
    });
    deliveries().access.clock.advance(10 * minute);
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'waiting-for-account' });
    expect(await dueIn()).toBe(5 * minute);
    deliveries().access.clock.advance(day);
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'no-such-user' });
    expect(await dueIn()).toBeUndefined();
  });
});

test('a request of a look that Zuora refuses after one that it did not answer is told, and read again', async () => {
  const plant = (method: string, path: string, fault: object) =>
    sandbox('POST', 'faults', { match: { method, path: `/v1/users/*/${path}` }, times: 1, fault });
  const refused = (code: number) => ({
    status: 200,
    body: `{"success":false,"reasons":[{"code":${code},"message":"No"}]}`,
  });
  await plant('GET', 'accessible-entities', refused(50_000_040));
  await delivered(asked(japan, { lasts: 60 * day }));
  await plant('PUT', 'request-access', { reset: true });
  await look();
  deliveries().access.clock.advance(5 * minute);
  await plant('PUT', 'request-access', refused(50_000_030));
  await look();
  expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'outcome-unknown' });
  expect(await dueIn()).toBe(10 * minute);
  deliveries().access.clock.advance(10 * minute);
  await look();
  expect(await writesTo('request-access')).toBe(2);
  expect(await dueIn()).toBeGreaterThan(0);
});

test('a look goes on with the search of the look before, which did not get an answer of each entity', async () => {
  await delivered(asked(germany, { lasts: day }));
  await delivered(asked(japan, { lasts: day }));
  deliveries().access.clock.advance(day);
  const strike = (times: number, fault: object) =>
    sandbox('POST', 'faults', {
      ...{ match: { method: 'GET', path: '/v1/users/*/accessible-entities' }, times, fault },
    });
  const unknown = '{"success":false,"reasons":[{"code":50000040,"message":"No such user"}]}';
  await strike(1, { status: 200, body: unknown });
  await strike(2, { status: 500, body: {} });
  await strike(1, { status: 200, body: unknown });
  const asks = async () => (await deliveries().access.calls()).filter(({ method }) => method === 'GET');
  const before = (await asks()).length;
  await look();
  expect(lastLine()).toMatchObject({ outcome: 'retry' });
  const inFirst = (await asks()).slice(before).map(({ headers }) => headers['zuora-entity-ids']?.replaceAll('-', ''));
  expect(inFirst).toEqual([global, expect.any(String), expect.any(String), global]);
  deliveries().access.clock.advance(5 * minute);
  await look();
  expect((await inZuora()).granted).toEqual([]);
  const [next] = (await asks()).slice(before + inFirst.length);
  expect(next?.headers['zuora-entity-ids']?.replaceAll('-', '')).not.toBe(global);
});

test('an event that gives access for a time lets its end come first, though a look is late', async () => {
  await delivered(asked(japan));
  deliveries().access.clock.advance(10 * minute);
  expect(await item()).toMatchObject({ due: 'account' });
  await delivered(asked(germany, { lasts: 30 * minute }));
  expect(await dueIn()).toBeLessThanOrEqual(0);
  expect(await item()).toMatchObject({ due: 'end' });
});

test('an account of a later release is due again after all others, and else as it was', async () => {
  await delivered(asked(germany, { lasts: day }));
  const Key = { identity: { S: userIdentity(login) } };
  const items = () => deliveries().dynamodb.getItem({ TableName: 'accounts', Key });
  await deliveries().dynamodb.updateItem({
    ...{ TableName: 'accounts', Key, UpdateExpression: 'SET #version = :later' },
    ...{ ExpressionAttributeNames: { '#version': 'version' }, ExpressionAttributeValues: { ':later': { N: '99' } } },
  });
  const { Item: before } = await items();
  await lookIfDue();
  expect((await items()).Item).toEqual(before);
  deliveries().access.clock.advance(day);
  await lookIfDue();
  expect(await dueIn()).toBe(10 * minute);
  expect((await items()).Item).toEqual({ ...before, dueAt: { N: String(now() + 10 * minute) } });
});

test('a look that is doubled makes no call', async () => {
  await delivered(asked(japan));
  deliveries().access.clock.advance(10 * minute);
  await lookIfDue();
  const [before, due] = [(await deliveries().access.calls()).length, await dueIn()];
  await lookIfDue();
  expect((await deliveries().access.calls()).length).toBe(before);
  expect(lastLine()).toMatchObject({ outcome: 'already-applied', detail: 'the account is not due' });
  expect(await dueIn()).toBe(due);
});

describe('a request that is corrected under the id of its event', () => {
  test('is taken back where it is not made any more', async () => {
    await delivered(asked(japan, { event: 'one' }));
    await delivered(asked(germany, { event: 'one', key: 'T-2' }));
    expect(await dueIn()).toBeLessThanOrEqual(0);
    await lookIfDue();
    expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
  });

  test('is taken back though the attempt died after it had recorded the account', async () => {
    await delivered(asked(japan, { event: 'one' }));
    const lease = await acquired(asked(germany, { event: 'one' }));
    await deliveries().services.accounts.record(lease, lease.known);
    deliveries().access.clock.advance(250_000);
    await lookIfDue();
    expect((await inZuora()).pending).toEqual([]);
  });
});

describe('a look that is cut off', () => {
  test('is due again, and leaves its mark', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    const lease = await deliveries().services.accounts.acquireDue(
      ...([userIdentity(login), 'dies', now() + 250_000, now() + 10 * minute] as const),
    );
    expect(isLease(lease)).toBe(true);
    expect(await dueIn()).toBe(10 * minute);
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'busy' });
    deliveries().access.clock.advance(10 * minute);
    await look();
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    expect((await item()).c_look).toBeUndefined();
  });
});

describe('an end that was cut off and cannot be made', () => {
  const ordered = (entityId: string): SaidChange => ({
    ...({ kind: 'order', entityIds: [entityId], time: now(), hold: false } as const),
  });

  test('is looked for once, where Zuora does not know the user', async () => {
    login = `${randomUUID()}@example.com`;
    await acquired(ordered(germany));
    deliveries().access.clock.advance(250_000);
    await delivered(ordered(japan));
    await look();
    expect(lastLine()).toMatchObject({ outcome: 'no-such-user' });
    expect(await dueIn()).toBeUndefined();
  });

  test('is looked for once, where the login is protected', async () => {
    await delivered(asked(japan));
    deliveries().access.clock.advance(minute);
    await acquired(ordered(japan));
    deliveries().access.clock.advance(250_000);
    await lookWith({ protectedUsernames: [login] });
    expect(lastLine()).toMatchObject({ reason: 'protected' });
    expect(await dueIn()).toBeUndefined();
  });
});

describe('an event about another entity', () => {
  test('puts off no look that is late', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await delivered(asked(japan));
    expect(await dueIn()).toBeLessThanOrEqual(0);
    await look();
    expect(await inZuora()).toEqual({ granted: [], pending: [japan] });
  });

  test('puts off no look that is to be repeated', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*/deny-access' },
      fault: { status: 429, body: '{}' },
    });
    await look();
    await delivered(asked(canada, { lasts: -day }));
    expect(await dueIn()).toBe(5 * minute - 1000);
  });

  test('puts off no look that was cut off', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await deliveries().services.accounts.acquireDue(userIdentity(login), 'dies', now(), now() + 10 * minute);
    await delivered(asked(canada, { lasts: -day }));
    await delivered(asked(canada, { lasts: -day }));
    // What it may have done is looked for at once.
    expect(await dueIn()).toBeLessThanOrEqual(0);
  });
});

test('an assignment that ends while its request is under way is due at once', async () => {
  const lease = await acquired(asked(germany, { lasts: 500 }));
  await deliveries().services.accounts.release(lease, lease.known);
  expect(await dueIn()).toBe(-500);
});

describe('a look in a stage whose limits were drawn closer', () => {
  const lookWithin = async (limits: object) => {
    const record = await deliveries().message({ account: userIdentity(login) });
    const { services, deadline, startedAt } = deliveries().delivery(record);
    const settings = { ...services.settings, ...limits };
    await lookAtAccount({ name: 'convergeAccount', record, services: { ...services, settings }, deadline, startedAt });
  };

  test('writes in no entity outside, and stays due', async () => {
    await delivered(asked(germany, { lasts: day }));
    await delivered(asked(japan, { lasts: day }));
    deliveries().access.clock.advance(day);
    await lookWithin({ allowedEntityIds: [global, japan] });
    expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
    expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'not-allowed' });
    expect(await dueIn()).toBe(5 * minute);
    await look();
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
  });

  test('stays due, though no entity inside may know the user', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await lookWithin({ allowedEntityIds: [japan] });
    expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'not-allowed' });
    expect(lastLine()?.['detail']).toContain(`leaves out ${global}, ${germany}`);
    expect(await dueIn()).toBe(5 * minute);
    await look();
    expect((await inZuora()).granted).toEqual([]);
  });

  test('makes no request in a home entity outside', async () => {
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [germany] }] });
    const lease = await acquired(asked(japan));
    await deliveries().services.accounts.release(lease, lease.known);
    await deliveries().makeDue(login);
    await lookWithin({ allowedEntityIds: [germany, japan] });
    expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'not-allowed' });
    expect(lastLine()?.['detail']).toContain(`leaves out ${global}`);
    expect((await inZuora()).pending).toEqual([]);
  });

  test('finishes where nothing is to be written outside', async () => {
    await delivered(asked(germany));
    await delivered(asked(japan, { lasts: day }));
    deliveries().access.clock.advance(day);
    await lookWithin({ allowedEntityIds: [global, japan] });
    expect(lastLine()).toMatchObject({ outcome: 'applied' });
    expect(await dueIn()).toBeUndefined();
  });

  test('leaves a user of another domain alone', async () => {
    await delivered(asked(germany, { lasts: day }));
    deliveries().access.clock.advance(day);
    await lookWithin({ allowedUsernameDomains: ['example.org'] });
    expect((await inZuora()).granted).toEqual([germany]);
    expect(lastLine()).toMatchObject({ outcome: 'retry', reason: 'not-allowed' });
    expect(await dueIn()).toBe(5 * minute);
  });
});

test('a user whom Zuora never knew is waited for, for a month', async () => {
  await acquired(asked(japan));
  deliveries().access.clock.advance(hour);
  await sandbox('POST', 'faults', {
    ...{ match: { method: 'GET', path: '/v1/users/*/accessible-entities' }, times: 1000 },
    fault: { status: 200, body: '{"success":false,"reasons":[{"code":50000040,"message":"No such user"}]}' },
  });
  const begun = now();
  for (let next: number | undefined = 0; next !== undefined; next = await dueIn()) {
    deliveries().access.clock.advance(next);
    await look();
  }
  expect(now() - begun).toBeGreaterThan(30 * day);
  expect(now() - begun).toBeLessThan(35 * day);
});

test.each([
  ['no JSON', 'look'],
  ['no account', {}],
  ['an account that is not there', { account: 'nobody' }],
])('a message with %s changes nothing', async (_, body) => {
  await look(body);
  const { Count } = await deliveries().dynamodb.scan({
    TableName: 'accounts',
    FilterExpression: '#identity = :nobody',
    ExpressionAttributeNames: { '#identity': 'identity' },
    ExpressionAttributeValues: { ':nobody': { S: 'nobody' } },
  });
  expect(Count).toBe(0);
});

test('an entity that the service may not enter does not keep the others', async () => {
  await delivered(asked(germany, { lasts: day }));
  await delivered(asked(canada, { lasts: day }));
  deliveries().access.clock.advance(day);
  await look();
  expect((await inZuora()).granted).toEqual([]);
});

/** Decisions of the policy, from the message to what Zuora has. */
import { randomUUID } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { userAccessApproved } from '../../../events/user-access-approved.ts';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import { decisionOf } from '../../../lib/delivery/decided-event.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { derivedSource } from '../../../lib/event/derived-source.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import type { ZuoraAccess } from '../../services/zuora-access.ts';
import { useDeliveries } from './deliveries.ts';

const { germany, japan, france, global, canada, brazil } = seedEntity;
const minute = 60_000;
const day = 24 * 60 * minute;

const decides = { name: 'applyAccessDecision', contract: userAccessDecided, access: 'decides', decisionOf } as const;
const requests = { name: 'requestUserAccess', contract: userAccessRequested, access: 'requests' } as const;
const revokes = { name: 'revokeUserAccess', contract: userAccessRevoked, access: 'revokes' } as const;

const deliveries = useDeliveries();
let login: string;

beforeEach(async () => {
  login = await deliveries().access.addUser();
});

const sandbox: ZuoraAccess['sandbox'] = (...request) => deliveries().access.sandbox(...request);
const now = () => deliveries().access.clock.now();
const at = (time: number) => new Date(time).toISOString();

interface Decided {
  readonly generation?: number;
  readonly isSuspended?: boolean;
  readonly hasLeft?: boolean;
  readonly mayHaveLeft?: boolean;
  /** Milliseconds since the epoch. */
  readonly leftAt?: number;
  readonly ends?: number;
  readonly denied?: readonly string[];
  readonly ended?: readonly string[];
  readonly rules?: readonly string[];
  /** How long ago the event was said; milliseconds. */
  readonly ago?: number;
}

/** An event of the policy that grants these entities. */
function decided(revision: number, granted: readonly string[], more: Decided = {}) {
  const { generation = 1, isSuspended = false, hasLeft = false, mayHaveLeft, leftAt, ends, ago = 0 } = more;
  const { denied = [], ended = [], rules = ['everybody'] } = more;
  return {
    ...{ specversion: '1.0', type: userAccessDecided.type, source: 'policy', id: randomUUID(), time: at(now() - ago) },
    data: {
      ...{
        personId: 'a-person',
        username: login,
        entityId: global,
        generation,
        revision,
        isSuspended,
        hasLeft,
        mayHaveLeft,
      },
      leftAt: leftAt === undefined ? undefined : at(leftAt),
      ruleAssignments: granted.map((entityId) => ({
        ...{ entityId, rules, expiresAt: ends === undefined ? undefined : at(ends) },
      })),
      denials: denied.map((entityId) => ({ entityId, rules: ['contractors'] })),
      ended: ended.map((entityId) => ({ entityId, rules: ['project'] })),
    },
  };
}

function requested(...targetEntityIds: string[]) {
  const data = { username: login, targetEntityIds, entityId: global };
  return { specversion: '1.0', type: userAccessRequested.type, source: 'hr', id: randomUUID(), time: at(now()), data };
}

function revoked(...targetEntityIds: string[]) {
  const data = { username: login, targetEntityIds };
  return { specversion: '1.0', type: userAccessRevoked.type, source: 'hr', id: randomUUID(), time: at(now()), data };
}

/** @returns how the message ended */
async function delivered<C extends Command>(
  operation: AccessOperation<C>,
  event: object,
  allowedEntityIds: string[] = [],
) {
  deliveries().access.clock.advance(1000);
  const record = await deliveries().message(event);
  const delivery = deliveries().delivery(record);
  const services = { ...delivery.services, settings: { ...delivery.services.settings, allowedEntityIds } };
  const { outcome, ...more } = await deliver({ ...delivery, services, operation });
  return {
    outcome,
    ...('reason' in more && { reason: more.reason }),
    ...('detail' in more && more.detail !== undefined && { detail: more.detail }),
  };
}

const approves = { name: 'approveUserAccess', contract: userAccessApproved, access: 'approves' } as const;

function approved(entityId: string) {
  const data = { username: login, entityId };
  return { specversion: '1.0', type: userAccessApproved.type, source: 'hr', id: randomUUID(), time: at(now()), data };
}

const decide = (...event: Parameters<typeof decided>) => delivered(decides, decided(...event));

async function look(allowedEntityIds: string[] = []): Promise<void> {
  const { services, ...due } = deliveries().delivery(await deliveries().message({ account: userIdentity(login) }));
  const settings = { ...services.settings, allowedEntityIds };
  await lookAtAccount({ name: 'convergeAccount', ...due, services: { ...services, settings } });
}

/** What Zuora has, beside the home entity. */
const inZuora = () => deliveries().access.accessOf(login);

async function item(): Promise<Record<string, unknown>> {
  const Key = { identity: { S: userIdentity(login) } };
  const { Item = {} } = await deliveries().dynamodb.getItem({ TableName: 'accounts', Key });
  return unmarshall(Item);
}

/** What the audit log has of the user. */
async function auditEntries(): Promise<readonly Record<string, unknown>[]> {
  const { Items = [] } = await deliveries().dynamodb.query({
    TableName: 'audit',
    KeyConditionExpression: 'account = :account',
    ExpressionAttributeValues: { ':account': { S: String((await item())['id']) } },
  });
  return Items.map((one) => unmarshall(one));
}

const writes = async () =>
  (await deliveries().access.calls()).filter(
    ({ method, path }) => method === 'PUT' && path.includes(encodeURIComponent(login)),
  );
const access = (accessibleEntityIds: string[]) =>
  sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds }] });

const applied = { outcome: 'applied' };
const alreadyApplied = { outcome: 'already-applied' };

describe('while the person may have left', () => {
  test('what is requested is not asked for, and is once they have not', async () => {
    await decide(1, [germany]);
    await decide(2, [germany], { mayHaveLeft: true });
    const waits = { outcome: 'superseded', detail: expect.stringContaining('may have left') };
    expect(await delivered(requests, requested(japan))).toEqual(waits);
    expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
    await decide(3, [germany]);
    expect(await inZuora()).toEqual({ granted: [germany], pending: [japan] });
  });

  test('a request that is pending is not asked for again, and not approved before they have not', async () => {
    await decide(1, [japan]);
    await decide(2, [japan], { mayHaveLeft: true });
    const before = await writes();
    const approval = approved(japan);
    const waits = { outcome: 'retry', reason: 'may-have-left', detail: expect.stringContaining('may have left') };
    expect(await delivered(approves, approval)).toEqual(waits);
    expect(await delivered(requests, requested(japan))).toMatchObject({ outcome: 'superseded' });
    expect(await writes()).toEqual(before);
    await decide(3, [japan]);
    deliveries().access.clock.advance(minute);
    expect(await delivered(approves, approval)).toEqual(applied);
    expect(await inZuora()).toEqual({ granted: [japan], pending: [] });
  });

  test('everything ends once they have', async () => {
    await decide(1, [germany, japan]);
    await decide(2, [germany, japan], { mayHaveLeft: true });
    await delivered(requests, requested(france));
    await decide(3, [], { hasLeft: true, leftAt: now() });
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
  });
});

describe('a decision', () => {
  test('gives what it grants, and ends what it no longer grants', async () => {
    expect(await decide(1, [germany, japan])).toEqual(applied);
    expect(await inZuora()).toEqual({ granted: [germany], pending: [japan] });
    expect(await decide(2, [france])).toEqual(applied);
    expect(await inZuora()).toEqual({ granted: [], pending: [france] });
  });

  test('said again changes nothing', async () => {
    await decide(1, [germany, japan]);
    const before = await writes();
    expect(await decide(1, [germany, japan])).toEqual(alreadyApplied);
    expect(await writes()).toEqual(before);
  });

  test('said again ends what an administrator of Zuora brought back', async () => {
    await decide(1, [germany]);
    await decide(2, []);
    await access([germany]);
    expect(await decide(2, [])).toEqual(applied);
    expect((await inZuora()).granted).toEqual([]);
  });

  test('that is older than the known one is superseded, without a call', async () => {
    await decide(2, [germany]);
    const before = (await deliveries().access.calls()).length;
    expect(await decide(1, [japan])).toMatchObject({ outcome: 'superseded' });
    expect(await decide(1, [])).toMatchObject({ outcome: 'superseded' });
    expect((await deliveries().access.calls()).length).toBe(before);
    expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
  });

  test('that is older ends what only an approval gave, by the next look', async () => {
    await decide(2, [germany]);
    await access([germany, france]);
    const { services } = deliveries();
    const lease = await services.accounts.acquire(
      ...([login, { event: 'approval', change: { kind: 'approve', entityIds: [france], time: now() } }] as const),
      ...(['somebody', now() + 1000] as const),
    );
    if ('is' in lease) throw new Error(lease.is);
    await services.accounts.release(lease, lease.known);
    expect(await decide(1, [france])).toMatchObject({ outcome: 'superseded' });
    expect((await item())['dueAt']).toBe(now());
    await look();
    expect((await inZuora()).granted).toEqual([germany]);
  });

  test('contradicting another of the same revision is a dead letter', async () => {
    await decide(1, [germany]);
    expect(await decide(1, [japan])).toMatchObject({
      ...{ outcome: 'dead-letter', reason: 'payload-mismatch', detail: expect.stringContaining('revision: ') },
    });
    expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
    expect(await decide(2, [japan])).toEqual(applied);
  });

  test('is never stale', async () => {
    expect(await decide(1, [germany], { ago: 60 * day })).toEqual(applied);
  });

  test('ends by itself where it says so', async () => {
    await decide(1, [germany], { ends: now() + day });
    deliveries().access.clock.advance(day);
    await look();
    expect((await inZuora()).granted).toEqual([]);
  });

  test('that Zuora refuses in one entity is carried out in the others', async () => {
    await decide(1, [germany, japan]);
    expect(await decide(2, [france, canada])).toMatchObject({ outcome: 'dead-letter', reason: 'permission-denied' });
    expect(await inZuora()).toEqual({ granted: [], pending: [france] });
  });

  test('ends what it takes before it gives', async () => {
    await decide(1, [germany]);
    await decide(2, [japan]);
    const [, ...later] = await writes();
    expect(later.map(({ path }) => path.split('/').at(-1))).toEqual(['deny-access', 'request-access']);
  });

  test('leaves access that nobody explains', async () => {
    await access([france]);
    await decide(1, [germany]);
    await decide(2, []);
    expect((await inZuora()).granted).toEqual([france]);
  });

  test('leaves what a publisher requested', async () => {
    await delivered(requests, requested(germany));
    await decide(1, [germany]);
    await decide(2, []);
    expect((await inZuora()).granted).toEqual([germany]);
  });
});

describe('where no rule grants the access any more, a decision', () => {
  test('ends what was there before, and the audit log has the rules', async () => {
    await access([germany, france]);
    expect(await decide(1, [], { ended: [germany] })).toEqual(applied);
    expect((await inZuora()).granted).toEqual([france]);
    const entries = (await auditEntries()).filter(({ entityId }) => entityId === germany);
    expect(entries).toMatchObject([{ what: 'deny', why: [{ kind: 'ended', rules: ['project'] }] }]);
  });

  test("leaves a publisher's request, and blocks no later one", async () => {
    await delivered(requests, requested(germany));
    expect(await decide(1, [], { ended: [germany, japan] })).toEqual(alreadyApplied);
    await delivered(requests, requested(japan));
    expect(await inZuora()).toEqual({ granted: [germany], pending: [japan] });
  });

  test('ends what translation of an earlier release requested, late requests too, and no more', async () => {
    const translated = (...ids: string[]) => ({ ...requested(...ids), source: derivedSource });
    await delivered(requests, translated(germany, france));
    expect(await decide(1, [], { ended: [germany, japan] })).toEqual(applied);
    expect(await delivered(requests, translated(japan))).toMatchObject({ outcome: 'superseded' });
    expect(await inZuora()).toEqual({ granted: [], pending: [france] });
  });
});

test('every order of decisions ends with the newest', async () => {
  const all = [
    [1, [germany], {}],
    [2, [japan], { denied: [germany] }],
    [3, [germany, france], {}],
  ] as const;
  for (const order of [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]) {
    login = `${randomUUID()}@example.com`;
    await sandbox('POST', 'users', { users: [{ username: login }] });
    for (const index of order) {
      const [revision, granted, more] = all[index] ?? [0, [], {}];
      await decide(revision, granted, more);
    }
    expect(await inZuora()).toEqual({ granted: [germany], pending: [france] });
  }
});

describe('a person', () => {
  test('who is suspended has nothing, and has all that did not expire when they are back', async () => {
    await delivered(requests, requested(france));
    await decide(1, [germany, japan], { ends: now() + 2 * day });
    expect(await decide(2, [germany, japan], { isSuspended: true, ends: now() + 2 * day })).toMatchObject(applied);
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    deliveries().access.clock.advance(3 * day);
    expect(await decide(3, [germany])).toEqual(applied);
    expect(await inZuora()).toEqual({ granted: [germany], pending: [france] });
  });

  test('who leaves without any access is in the audit log', async () => {
    await decide(2, [], { hasLeft: true, leftAt: now() });
    await decide(1, []);
    const entries = (await auditEntries()).filter(({ what, entityId }) => what === 'event' && !entityId);
    expect(entries.map(({ outcome }) => outcome).sort()).toEqual(['already-applied', 'superseded']);
    expect(entries[0]).toMatchObject({ against: [{ kind: 'left' }], why: [] });
  });

  test('who is suspended when the service first sees them gets back what they had', async () => {
    await access([germany]);
    expect(await decide(1, [], { isSuspended: true })).toMatchObject(applied);
    expect((await inZuora()).granted).toEqual([]);
    expect(await decide(2, [])).toEqual(applied);
    expect((await inZuora()).granted).toEqual([germany]);
  });

  test('who has left has nothing but their home entity, whoever gave it', async () => {
    await access([global, germany, france]);
    await delivered(requests, requested(japan));
    await access([global, germany, france]);
    expect(await decide(1, [germany], { hasLeft: true, leftAt: now() })).toEqual({
      ...{
        outcome: 'applied',
        detail: `home-remains: Zuora ends nobody's access to ${global}, where they were created`,
      },
    });
    expect(deliveries().lines().at(-1)).toMatchObject({ detail: expect.stringMatching(/^home-remains: /) });
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    expect(
      (await writes()).some(
        ({ path, headers }) => path.endsWith('deny-access') && JSON.stringify(headers).includes(global),
      ),
    ).toBe(false);
  });

  test('who has left has nothing unexplained: neither their home entity, nor access that has ended', async () => {
    await access([global, germany]);
    await decide(1, [], { hasLeft: true, leftAt: now() });
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    expect((await item())['unmanaged']).toBeUndefined();
  });

  test('who has left, and is hired again, has what rules and newer requests give', async () => {
    await delivered(requests, requested(germany));
    const leftAt = now() + 1000;
    await decide(1, [japan], { hasLeft: true, leftAt });
    expect(await inZuora()).toEqual({ granted: [], pending: [] });
    deliveries().access.clock.advance(1000);
    expect(await delivered(requests, requested(france))).toMatchObject({ outcome: 'superseded' });
    await decide(2, [japan], { leftAt });
    expect(await inZuora()).toEqual({ granted: [], pending: expect.arrayContaining([japan, france]) });
  });

  test('whose entity a rule denies has it back when none does', async () => {
    await decide(1, [germany]);
    expect(await decide(2, [], { denied: [germany] })).toEqual(applied);
    expect((await inZuora()).granted).toEqual([]);
    expect(await decide(3, [germany])).toEqual(applied);
    expect((await inZuora()).granted).toEqual([germany]);
  });

  test('whose login has another person now leaves nothing to them', async () => {
    await delivered(requests, requested(japan));
    await decide(7, [germany]);
    expect(await decide(1, [france], { generation: 2, leftAt: now() })).toEqual(applied);
    expect(await inZuora()).toEqual({ granted: [], pending: [france] });
    expect(await decide(8, [germany])).toMatchObject({ outcome: 'superseded' });
  });

  test('whom somebody revoked stays out, until a request is newer', async () => {
    await decide(1, [germany]);
    await delivered(revokes, revoked(germany));
    expect(await decide(2, [germany])).toEqual(alreadyApplied);
    expect((await inZuora()).granted).toEqual([]);
  });
});

describe('a user whom Zuora does not know', () => {
  beforeEach(() => {
    login = `${randomUUID()}@example.com`;
  });

  test('is waited for if they are to have access', async () => {
    expect(await decide(1, [germany])).toMatchObject({ outcome: 'waiting-for-account' });
    await sandbox('POST', 'users', { users: [{ username: login }] });
    expect(await decide(1, [germany])).toEqual(applied);
  });

  test('gets what was requested by the first look that finds them', async () => {
    expect(await delivered(requests, requested(germany))).toEqual({
      outcome: 'waiting-for-account',
      detail: expect.stringContaining('Zuora does not know this login yet'),
    });
    expect((await item())['dueAt']).toBe(now() + 5 * 60_000);
    expect(await writes()).toEqual([]);
    deliveries().access.clock.advance(5 * 60_000);
    await look();
    expect((await item())['dueAt']).toBe(now() + 5 * 60_000);
    await sandbox('POST', 'users', { users: [{ username: login }] });
    deliveries().access.clock.advance(5 * 60_000);
    await look();
    expect((await inZuora()).granted).toEqual([germany]);
  });

  test('is pending since the request, for the alarm too', async () => {
    await delivered(requests, requested(germany));
    deliveries().access.clock.advance(3_600_000);
    await look();
    const ages = deliveries()
      .lines()
      .flatMap(({ what, milliseconds }) => (what === 'pending age' ? [Number(milliseconds)] : []));
    expect(ages).toHaveLength(1);
    expect(ages[0]).toBeGreaterThanOrEqual(3_600_000);
  });

  describe('and who waits for access', () => {
    const dueIn = async () => Number((await item())['dueAt']) - now();
    const isCreated = () => sandbox('POST', 'users', { users: [{ username: login }] });

    async function lookWhenDue(): Promise<void> {
      deliveries().access.clock.advance(Math.max(0, await dueIn()));
      await look();
    }

    test('still waits after another event that gives nothing', async () => {
      await delivered(requests, requested(japan));
      expect(await delivered(revokes, revoked(france))).toMatchObject({ outcome: 'no-such-user' });
      await isCreated();
      await lookWhenDue();
      expect((await inZuora()).pending).toEqual([japan]);
    });

    test('gets what waits, though other events find the user first', async () => {
      await delivered(requests, requested(japan));
      await access([germany, france]);
      expect(await delivered(requests, requested(germany))).toEqual(alreadyApplied);
      expect(await delivered(requests, requested(france))).toEqual(alreadyApplied);
      await lookWhenDue();
      expect((await inZuora()).pending).toEqual([japan]);
    });

    test('is looked for in the only entity of the OAuth client, if the event names none', async () => {
      await deliveries().access.changeClient({ entityIds: [global], administers: [global] });
      const { data, ...event } = requested(germany);
      const { entityId: _, ...unnamed } = data;
      await delivered(requests, { ...event, data: unnamed });
      await isCreated();
      await lookWhenDue();
      const [write] = await writes();
      expect(write?.path).toMatch(/request-access$/);
    });

    test('is looked for no later because of further events', async () => {
      await delivered(requests, requested(japan));
      deliveries().access.clock.advance(4 * minute);
      await delivered(requests, requested(germany));
      expect(await dueIn()).toBeLessThan(minute);
    });

    test('is waited for anew from each event that gives access', async () => {
      await delivered(requests, requested(japan));
      for (let looks = 0; looks < 36; looks += 1) await lookWhenDue();
      await delivered(requests, requested(germany));
      const begun = now();
      for (let looks = 0; looks < 10; looks += 1) await lookWhenDue();
      expect(now() - begun).toBeGreaterThan(day);
      expect(await dueIn()).toBeGreaterThan(0);
    });
  });

  test('has nothing that could end, and stays blocked', async () => {
    expect(await decide(1, [], { hasLeft: true, leftAt: now() })).toMatchObject({ outcome: 'no-such-user' });
    await access([germany]);
    expect(await delivered(requests, requested(japan))).toMatchObject({ outcome: 'superseded' });
  });
});

describe('limits', () => {
  test('keep a decision out that names an entity outside of them', async () => {
    expect(await delivered(decides, decided(1, [germany, japan]), [global, germany])).toMatchObject({
      ...{ outcome: 'dead-letter', reason: 'not-allowed' },
      detail: `data.ruleAssignments[1].entityId: "${japan}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS`,
    });
  });

  test('keep a leaver’s access outside of them', async () => {
    await access([germany, france]);
    const left = decided(1, [], { hasLeft: true, leftAt: now() });
    expect(await delivered(decides, left, [global, germany])).toMatchObject(applied);
    expect((await inZuora()).granted).toEqual([france]);
    expect((await item())['dueAt']).toBeUndefined();
  });

  test('keep the access of a leaver whom no entity inside knows, and the event and the next looks say so', async () => {
    await decide(1, [germany]);
    const left = decided(2, [], { hasLeft: true, leftAt: now() });
    const inJapan = { ...left, data: { ...left.data, entityId: japan } };
    const detail = expect.stringContaining(`ZUORA_ACCESS_ALLOWED_ENTITY_IDS leaves out ${germany}`);
    await sandbox('POST', 'faults', {
      ...{ match: { method: 'GET', path: '/v1/users/*/accessible-entities' }, times: 4 },
      fault: { status: 200, body: '{"success":false,"reasons":[{"code":50000040,"message":"No such user"}]}' },
    });
    expect(await delivered(decides, inJapan, [japan])).toEqual({
      ...{ outcome: 'no-such-user', detail },
    });
    await look([japan]);
    expect(deliveries().lines().at(-1)).toMatchObject({ outcome: 'retry', reason: 'not-allowed', detail });
    deliveries().access.clock.advance(5 * minute);
    await look();
    expect((await inZuora()).granted).toEqual([]);
  });

  test('keep what an older decision gave, and the event and the next looks say so', async () => {
    await decide(1, [germany, japan]);
    const detail = `ZUORA_ACCESS_ALLOWED_ENTITY_IDS leaves out ${germany}`;
    expect(await delivered(decides, decided(2, [japan]), [global, japan])).toEqual({ ...alreadyApplied, detail });
    expect((await inZuora()).granted).toEqual([germany]);
    expect((await item())['dueAt']).toBe(now());
    await look([global, japan]);
    expect(deliveries().lines().at(-1)).toMatchObject({ outcome: 'retry', reason: 'not-allowed', detail });
    deliveries().access.clock.advance(5 * minute);
    await look();
    expect((await inZuora()).granted).toEqual([]);
  });
});

test('an account with two hundred assignments has room for a decision', async () => {
  const { services } = deliveries();
  for (let key = 0; key < 200; key += 1) {
    const assignment = { time: now(), event: String(key), isEnded: false };
    const change = { kind: 'request', entityIds: [brazil], key: `T-${key}`, assignment } as const;
    const lease = await services.accounts.acquire(login, { event: `e${key}`, change }, randomUUID(), now());
    if ('is' in lease) throw new Error(lease.is);
    await services.accounts.release(lease, lease.known);
  }
  expect(await decide(1, [germany])).toEqual(applied);
  expect(await decide(2, [germany], { hasLeft: true, leftAt: now() })).toMatchObject(applied);
  expect(await inZuora()).toEqual({ granted: [], pending: [] });
});

test('a decision of the largest size replaces another, in an item that DynamoDB takes', async () => {
  const entities = (kind: string) =>
    Array.from({ length: 100 }, (_, index) => `${kind}${String(index).padStart(6, '0')}`.padStart(32, '0'));
  const [first, second] = [entities('a'), entities('b')];
  const entity = { locale: 'en_US', timezone: 'Etc/UTC', status: 'Provisioned', parentId: global };
  const all = [...first, ...second].map((id) => ({ ...entity, id, name: id, displayName: id }));
  await sandbox('POST', 'entities', { entities: all });
  await deliveries().access.changeClient({
    entityIds: [global, ...first, ...second],
    administers: [global, ...first, ...second],
  });
  const rules = ['r'.repeat(64), 's'.repeat(64)];
  expect(await decide(1, first, { rules })).toEqual(applied);
  expect((await inZuora()).granted.toSorted()).toEqual(first);
  expect(await decide(2, second, { rules })).toEqual(applied);
  expect((await inZuora()).granted.toSorted()).toEqual(second);
  expect((await item())['decision']).toMatchObject({ revision: 2 });
}, 60_000);

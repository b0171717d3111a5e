/** What events and looks leave in the audit log, through the whole delivery. */
import { randomUUID } from 'node:crypto';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod/mini';
import { userAccessApproved } from '../../../events/user-access-approved.ts';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { type AuditEntry, auditAlias, auditEntry } from '../../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import { decisionOf } from '../../../lib/delivery/decided-event.ts';
import type { Services } from '../../../lib/delivery/delivery.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { derivedSource } from '../../../lib/event/derived-source.ts';
import { identityOf } from '../../../lib/event/event.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { Trail } from '../../../lib/zuora/trail.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { noAnswer, type ZuoraAccess } from '../../services/zuora-access.ts';
import { useDeliveries } from './deliveries.ts';

const { germany, japan, canada, global } = seedEntity;
const minute = 60_000;
const day = 24 * 60 * minute;

const operations = {
  requestUserAccess: { name: 'requestUserAccess', contract: userAccessRequested, access: 'requests' },
  approveUserAccess: { name: 'approveUserAccess', contract: userAccessApproved, access: 'approves' },
  revokeUserAccess: { name: 'revokeUserAccess', contract: userAccessRevoked, access: 'revokes' },
} as const;

const decides = { name: 'applyAccessDecision', contract: userAccessDecided, access: 'decides', decisionOf } as const;

const deliveries = useDeliveries();
let login: string;

beforeEach(async () => {
  login = await deliveries().access.addUser();
});

const sandbox: ZuoraAccess['sandbox'] = (...request) => deliveries().access.sandbox(...request);
const { clock } = { clock: () => deliveries().access.clock };
const at = (milliseconds: number) => new Date(milliseconds).toISOString();

interface Said {
  readonly targetEntityIds?: readonly string[];
  readonly [field: string]: unknown;
}

function eventOf(type: string, data: Said, attributes: object = {}) {
  const { [type as 'requestUserAccess']: operation } = operations;
  return eventOfType(
    operation.contract.type,
    { ...(type === 'requestUserAccess' && { entityId: global }), ...data },
    attributes,
  );
}

function eventOfType(type: string, data: Said, attributes: object) {
  const time = at(clock().now() - 5000);
  return {
    ...{ specversion: '1.0', type, source: 'https://hr.example.com', id: randomUUID(), time },
    ...attributes,
    data: { username: login, ...data },
  };
}

async function delivered(name: keyof typeof operations, event: object, changes: Partial<Services> = {}) {
  return deliveredTo<Command>(operations[name], event, changes);
}

async function deliveredTo<C extends Command>(
  operation: AccessOperation<C>,
  event: object,
  changes: Partial<Services> = {},
) {
  const { record, services, deadline, startedAt } = deliveries().delivery(await deliveries().message(event));
  return deliver({ operation, record, services: { ...services, ...changes }, deadline, startedAt });
}

async function said(name: keyof typeof operations, data: Said, attributes: object = {}) {
  return delivered(name, eventOf(name, data, attributes));
}

async function looked(): Promise<void> {
  await deliveries().makeDue(login);
  const { record, services, deadline, startedAt } = deliveries().delivery(
    await deliveries().message({ account: userIdentity(login) }),
  );
  await lookAtAccount({ name: 'convergeAccount', record, services, deadline, startedAt });
}

async function items(): Promise<readonly Record<string, unknown>[]> {
  const account = await accountId();
  const { Items = [] } = await deliveries().dynamodb.query({
    TableName: 'audit',
    KeyConditionExpression: 'account = :account',
    ExpressionAttributeValues: { ':account': { S: account } },
  });
  return Items.map((item) => unmarshall(item));
}

async function accountId(): Promise<string> {
  const Key = { identity: { S: userIdentity(login) } };
  const { Item = {} } = await deliveries().dynamodb.getItem({ TableName: 'accounts', Key });
  return Item['id']?.S ?? '';
}

async function entries(): Promise<readonly AuditEntry[]> {
  return (await items()).flatMap((item) =>
    item['what'] === undefined ? [] : z.strictObject(auditEntry.shape).parse(item),
  );
}

/** What happened outside the home entity, in the order in which it was written. */
async function story(): Promise<readonly string[]> {
  const all = (await entries())
    .filter(({ entityId }) => entityId !== global)
    .toSorted((one, other) => one.recordedAt.localeCompare(other.recordedAt));
  return all.map(({ what, outcome }) => `${what} ${outcome}`);
}

/** An audit log that cannot be written to. */
function failing(): AuditLog {
  return new AuditLog(deliveries().dynamodb, { audit: 'no-such-table', awsTimeout: 10_000 });
}

describe('an accepted request', () => {
  test('is an entry that says who asked for what, why, and what Zuora calls it', async () => {
    const expiresAt = at(clock().now() + day);
    const event = eventOf(
      'requestUserAccess',
      {
        ...{ targetEntityIds: [germany], assignment: 'T-1', expiresAt, ticket: 'INC-7', approvedBy: ['grace'] },
        ...{ requestedBy: 'bob', reason: 'quarter end' },
      },
      { correlationid: 'ticket-7' },
    );
    await delivered('requestUserAccess', event);
    const now = at(clock().now());
    const identity = identityOf('requestUserAccess', event.source, event.id);
    const [entry, ...others] = await entries();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      ...{ what: 'request', outcome: 'accepted', entityId: germany, account: await accountId(), day: now.slice(0, 10) },
      why: [
        {
          kind: 'request',
          assignment: 'T-1',
          requestedAt: event.time,
          expiresAt,
          ticket: 'INC-7',
          approvedBy: ['grace'],
        },
      ],
      ...{ against: [], event: identity, eventId: event.id, source: event.source, correlationId: 'ticket-7' },
      ...{ requestedBy: 'bob', requestReason: 'quarter end', zuoraRequestId: expect.stringMatching(/\S/) },
      ...{ effectiveAt: event.time, reportedAt: event.time, decidedAt: now, requestedAt: now, recordedAt: now },
      expiresAt: Math.floor(clock().now() / 1000) + 2557 * 86_400,
    });
  });

  test('in several entities has the id of its own call in each', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany, japan] });
    const ids = (await entries()).map(({ zuoraRequestId }) => zuoraRequestId);
    expect(new Set(ids).size).toBe(2);
    expect(ids).not.toContain(undefined);
  });

  test("by a publisher tells of no identity event, even under the service's own name", async () => {
    const origin = { identitysource: 'okta', identityevent: 'okta-1', policyhash: 'f'.repeat(64) };
    const times = { effectiveat: '2026-11-01T00:00:00Z', reportedat: '2026-11-03T09:00:00Z' };
    await said('requestUserAccess', { targetEntityIds: [germany] }, { source: derivedSource, ...origin, ...times });
    const [entry] = await entries();
    const time = at(clock().now() - 5000);
    expect(entry).toMatchObject({ source: derivedSource, effectiveAt: time, reportedAt: time });
    for (const field of ['identitySource', 'identityEventId', 'policy']) expect(entry).not.toHaveProperty(field);
  });

  test('is told apart from the login of its account', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany] });
    await said('requestUserAccess', { targetEntityIds: [japan] });
    const aliases = (await items()).flatMap((item) => auditAlias.safeParse(item).data ?? []);
    expect(aliases).toMatchObject([{ login, place: await accountId() }]);
    const others = (await items()).filter((item) => item['login'] === undefined);
    expect(others).toHaveLength(2);
    expect(JSON.stringify(others)).not.toContain(login);
  });
});

test('an account whose first attempt was cut off is known by its login', async () => {
  const { dynamodb, access } = deliveries();
  let isGone = false;
  const accounts = new (class extends LinkedAccounts {
    override async record(...learned: Parameters<LinkedAccounts['record']>): Promise<never> {
      await super.record(...learned);
      isGone = true;
      throw new Error('the process is gone');
    }
  })(dynamodb, access.settings, access.clock.now, randomUUID);
  const audit = new (class extends AuditLog {
    override remember(...login: Parameters<AuditLog['remember']>): Promise<void> {
      return isGone ? Promise.reject(new Error('the process is gone')) : super.remember(...login);
    }
    override write(...entry: Parameters<AuditLog['write']>): Promise<boolean> {
      return isGone ? Promise.reject(new Error('the process is gone')) : super.write(...entry);
    }
  })(dynamodb, access.settings);
  // The request is recorded before it is approved.
  const settings = { ...access.settings, automaticEntityIds: [japan] };
  const event = eventOf('requestUserAccess', { targetEntityIds: [japan] });
  const changes = { accounts, audit, settings };
  expect(await delivered('requestUserAccess', event, changes)).toMatchObject({ outcome: 'retry' });
  expect(isGone).toBe(true);
  clock().advance(10 * minute);
  expect(await delivered('requestUserAccess', event)).toMatchObject({ outcome: expect.stringContaining('applied') });
  expect((await items()).flatMap((item) => auditAlias.safeParse(item).data ?? [])).toMatchObject([{ login }]);
});

describe('access', () => {
  test('that a look shows is an entry, once', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany] });
    const requestedAt = at(clock().now());
    clock().advance(10 * minute);
    await looked();
    const verifiedAt = at(clock().now());
    clock().advance(day);
    await looked();
    expect(await story()).toEqual(['request accepted', 'verify seen']);
    expect((await entries()).find(({ what, entityId }) => what === 'verify' && entityId === germany)).toMatchObject({
      requestedAt,
      verifiedAt,
    });
  });

  test('that somebody took in Zuora is an entry', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany] });
    clock().advance(10 * minute);
    await looked();
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [] }] });
    clock().advance(minute);
    await said(
      'requestUserAccess',
      { targetEntityIds: [germany], assignment: 'T-2' },
      { time: at(clock().now() - day) },
    );
    expect(await story()).toEqual(['request accepted', 'verify seen', 'event superseded', 'removal seen']);
  });

  test('that somebody took and gave back is an entry each time', async () => {
    const notice = () =>
      said(
        'requestUserAccess',
        { targetEntityIds: [germany], assignment: randomUUID() },
        { time: at(clock().now() - day) },
      );
    const given = { username: login, accessibleEntityIds: [germany] };
    await sandbox('POST', 'users', { users: [given] });
    await said('requestUserAccess', { targetEntityIds: [germany] });
    for (const _ of [1, 2]) {
      clock().advance(minute);
      await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [] }] });
      await notice();
      clock().advance(minute);
      await sandbox('POST', 'users', { users: [given] });
      await notice();
    }
    const observed = (await story()).filter((one) => one.endsWith(' seen'));
    expect(observed).toEqual(['verify seen', 'removal seen', 'verify seen', 'removal seen', 'verify seen']);
  });

  test('that somebody took is an entry too if the look asks for it again', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany] });
    clock().advance(10 * minute);
    await looked();
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [] }] });
    clock().advance(minute);
    await said('requestUserAccess', { targetEntityIds: [germany], assignment: 'T-2' });
    expect(await story()).toEqual(['request accepted', 'verify seen', 'removal seen', 'request accepted']);
  });

  test('that somebody took is an entry too if it is to end', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany] });
    clock().advance(10 * minute);
    await looked();
    await sandbox('POST', 'users', { users: [{ username: login, accessibleEntityIds: [] }] });
    clock().advance(minute);
    await said('revokeUserAccess', { targetEntityIds: [germany] });
    expect(await story()).toEqual(['request accepted', 'verify seen', 'removal seen', 'event already-applied']);
  });

  test('that an event ends counts from then, whatever ran out before', async () => {
    const expiresAt = at(clock().now() + day);
    await said('requestUserAccess', { targetEntityIds: [germany], assignment: 'T-1', expiresAt });
    await said('requestUserAccess', { targetEntityIds: [germany], assignment: 'T-2' });
    clock().advance(day + minute);
    const end = eventOf('revokeUserAccess', { targetEntityIds: [germany], assignments: ['T-2'] });
    await delivered('revokeUserAccess', end);
    expect((await entries()).find(({ what }) => what === 'deny')?.effectiveAt).toBe(end.time);
  });

  test('that runs out is denied for an assignment that ended, at its end', async () => {
    const expiresAt = at(clock().now() + day);
    await said('requestUserAccess', { targetEntityIds: [germany], assignment: 'T-1', expiresAt });
    clock().advance(day + minute);
    await looked();
    const denial = (await entries()).find(({ what }) => what === 'deny');
    expect(denial).toMatchObject({
      ...{ outcome: 'accepted', effectiveAt: expiresAt, requestedAt: at(clock().now()) },
      why: [{ kind: 'ended', assignment: 'T-1', expiresAt }],
    });
    expect(denial).not.toHaveProperty('event');
  });

  test('that is ordered to end is denied by that order', async () => {
    await said('requestUserAccess', { targetEntityIds: [germany] });
    clock().advance(minute);
    await said('revokeUserAccess', { targetEntityIds: [germany], requestedBy: 'carol' });
    expect((await entries()).find(({ what }) => what === 'deny')).toMatchObject({
      ...{ outcome: 'accepted', requestedBy: 'carol', against: [{ kind: 'ordered', at: at(clock().now() - 5000) }] },
    });
  });

  test('that is approved is an entry of the approval', async () => {
    await said('requestUserAccess', { targetEntityIds: [japan] });
    clock().advance(minute);
    await delivered('approveUserAccess', eventOf('approveUserAccess', { entityId: japan }));
    expect(await story()).toEqual(['request accepted', 'approve accepted']);
  });
});

describe('a decision', () => {
  const origin = { source: derivedSource, identitysource: 'okta', identityevent: 'okta-1' };

  /** Of a person who has access to the entities, and for the rest as `attributes` says. */
  async function decided(targetEntityIds: readonly string[], attributes: object): Promise<readonly AuditEntry[]> {
    const ruleAssignments = targetEntityIds.map((entityId) => ({ entityId, rules: ['billing'] }));
    const person = { personId: 'a'.repeat(16), entityId: global, generation: 1, revision: 1 };
    const state = { isSuspended: false, hasLeft: false, denials: [], ended: [] };
    const data = { ...person, ...state, ruleAssignments };
    await deliveredTo(decides, eventOfType(userAccessDecided.type, data, { ...origin, ...attributes }));
    return (await entries()).filter(({ what }) => what === 'request');
  }

  test('tells the identity event and the policy that it comes from', async () => {
    expect(await decided([germany], { policyhash: 'f'.repeat(64) })).toMatchObject([
      { identitySource: 'okta', identityEventId: 'okta-1', policy: 'f'.repeat(64), source: derivedSource },
    ]);
  });

  test('tells since when it was so in the identity system, and when that was reported', async () => {
    const times = { effectiveat: '2026-11-01T00:00:00+01:00', reportedat: '2026-11-03T09:00:00Z' };
    expect(await decided([germany], times)).toMatchObject([
      { effectiveAt: '2026-10-31T23:00:00.000Z', reportedAt: '2026-11-03T09:00:00.000Z' },
    ]);
  });

  test('whose other times cannot be read has its own', async () => {
    const time = at(clock().now() - 5000);
    expect(await decided([germany], { effectiveat: 'yesterday', reportedat: 7 })).toMatchObject([
      { effectiveAt: time, reportedAt: time },
    ]);
  });

  test('that names no policy by its hash has none', async () => {
    expect((await decided([germany], { policyhash: 'not a hash' }))[0]).not.toHaveProperty('policy');
  });
});

describe('an event that changes nothing', () => {
  test('is an entry of how it ended', async () => {
    await said('requestUserAccess', { targetEntityIds: [japan] });
    clock().advance(1000);
    const again = eventOf(
      'requestUserAccess',
      { targetEntityIds: [japan], assignment: 'T-2' },
      { time: at(clock().now() - 6000) },
    );
    await delivered('requestUserAccess', again);
    expect(await story()).toEqual(['request accepted', 'event already-applied']);
  });

  test('because a newer one counts is superseded', async () => {
    await said('revokeUserAccess', { targetEntityIds: [japan] });
    clock().advance(1000);
    await said('requestUserAccess', { targetEntityIds: [japan] }, { time: at(clock().now() - day) });
    expect(await story()).toEqual(['event already-applied', 'event superseded']);
  });

  test('because Zuora refuses is a dead letter with its reason', async () => {
    await said('requestUserAccess', { targetEntityIds: [canada, germany] });
    const [refused, ...others] = (await entries()).filter(({ what }) => what === 'event');
    expect(others).toEqual([]);
    expect(refused).toMatchObject({ entityId: canada, outcome: 'dead-letter', reason: 'permission-denied' });
    expect(await story()).toContain('request accepted');
  });

  test('because nobody knows the user says so', async () => {
    login = `${randomUUID()}@example.com`;
    await said('revokeUserAccess', { targetEntityIds: [germany] });
    expect(await story()).toEqual(['event no-such-user']);
  });

  test('that comes back says nothing yet', async () => {
    await sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*/request-access' },
      fault: { status: 503, body: 'Service Unavailable' },
    });
    const event = eventOf('requestUserAccess', { targetEntityIds: [germany] });
    await delivered('requestUserAccess', event);
    expect(await story()).toEqual([]);
    clock().advance(10 * minute);
    await delivered('requestUserAccess', event);
    expect(await story()).toEqual(['request accepted']);
  });

  test('says nothing of an entity in which an earlier attempt changed something', async () => {
    await sandbox('POST', 'faults', {
      match: { method: 'PUT', path: '/v1/users/*/request-access' },
      fault: { status: 503, body: 'Service Unavailable' },
    });
    const event = eventOf('requestUserAccess', { targetEntityIds: [germany, japan] });
    await delivered('requestUserAccess', event);
    clock().advance(10 * minute);
    await delivered('requestUserAccess', event);
    expect(await story()).toEqual(['request accepted', 'request accepted']);
  });
});

test('a dead letter that is redriven after 25 hours is carried out, and both are told', async () => {
  await sandbox('POST', 'faults', {
    match: { method: 'PUT', path: '/v1/users/*/request-access' },
    fault: { status: 200, body: '{"success":false,"reasons":[{"code":90000020,"message":"No permission"}]}' },
  });
  const event = eventOf('requestUserAccess', { targetEntityIds: [germany] });
  expect(await delivered('requestUserAccess', event)).toMatchObject({ outcome: 'dead-letter' });
  clock().advance(25 * 60 * minute);
  expect(await delivered('requestUserAccess', event)).toMatchObject({ outcome: 'applied' });
  expect(await story()).toEqual(['event dead-letter', 'request accepted']);
});

describe('a change whose answer nobody heard', () => {
  test('is found by the next attempt', async () => {
    await sandbox('POST', 'faults', { match: { method: 'PUT', path: '/v1/users/*/request-access' }, fault: noAnswer });
    const event = eventOf('requestUserAccess', { targetEntityIds: [japan] });
    await delivered('requestUserAccess', event, {
      zuora: (caller) => deliveries().access.client(caller, { writeTimeout: 100 }),
    });
    expect(await story()).toEqual([]);
    clock().advance(10 * minute);
    await delivered('requestUserAccess', event);
    expect(await story()).toEqual(['request accepted']);
  });
});

describe('an audit log that cannot be written to', () => {
  test('keeps the account until the entries are written', async () => {
    const event = eventOf('requestUserAccess', { targetEntityIds: [germany] });
    const { outcome } = await delivered('requestUserAccess', event, { audit: failing() });
    expect(outcome).toBe('retry');
    expect(await entries()).toEqual([]);
    clock().advance(10 * minute);
    await delivered('requestUserAccess', event);
    expect(await story()).toEqual(['request seen', 'verify seen']);
  });

  test('stops the writes in further entities', async () => {
    const targetEntityIds = [germany, japan, seedEntity.france];
    await delivered('requestUserAccess', eventOf('requestUserAccess', { targetEntityIds }), { audit: failing() });
    const writes = (await deliveries().access.calls()).filter(({ method }) => method === 'PUT');
    expect(writes.length).toBeLessThanOrEqual(deliveries().access.settings.callsInFlight);
  });
});

test('a part of a trail is in the whole too', () => {
  const whole = new Trail();
  const part = new Trail(whole);
  part.callIn(germany);
  part.answerIn(germany, true, 'request-1');
  part.failedWriteIn(germany);
  expect([whole.requestId, whole.actedIn]).toEqual(['request-1', germany]);
  whole.answerIn(japan, true, 'request-2');
  expect(part.requestId).toBe('request-1');
});

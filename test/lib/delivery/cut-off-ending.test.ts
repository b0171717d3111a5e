import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import { z } from 'zod';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { AuditLog } from '../../../lib/audit/audit-log.ts';
import { lookAtAccount } from '../../../lib/delivery/account-look.ts';
import { decisionOf } from '../../../lib/delivery/decided-event.ts';
import { deliver } from '../../../lib/delivery/message.ts';
import type { AccessOperation, Command, Operation } from '../../../lib/delivery/operation.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { accessEvent } from '../../factories.ts';
import { useDeliveries } from './deliveries.ts';

const minute = 60_000;
/** The longest that an attempt may hold an account: its invocation, and what Zuora may go on with. */
const leaseTime = 250_000;
const { france, germany, japan, global } = seedEntity;

const request: AccessOperation<Command> = {
  name: 'requestUserAccess',
  contract: userAccessRequested,
  access: 'requests',
};
const revoke: Operation<Command> = { name: 'revokeUserAccess', contract: userAccessRevoked, access: 'revokes' };
const decide = { name: 'applyAccessDecision', contract: userAccessDecided, access: 'decides', decisionOf } as const;

const deliveries = useDeliveries();
let username: string;

beforeEach(async () => {
  username = `${randomUUID()}@example.com`;
  await deliveries().access.sandbox('POST', 'users', { users: [{ username }] });
});

const now = () => deliveries().access.clock.now();
const pass = (milliseconds: number) => deliveries().access.clock.advance(milliseconds);

function requestFor(entityId: string, lasts: number) {
  const expiresAt = new Date(now() + lasts).toISOString();
  const data = { username, entityId: global, targetEntityIds: [entityId], assignment: 'T-1', expiresAt };
  return accessEvent({ id: randomUUID(), time: new Date(now()).toISOString() }, data);
}

const removalFrom = (entityId: string) => ({
  ...accessEvent({ id: randomUUID(), type: userAccessRevoked.type, time: new Date(now()).toISOString() }),
  data: { username, targetEntityIds: [entityId] },
});

function decisionOn(revision: number, isSuspended: boolean, grants: readonly string[] = []) {
  const ruleAssignments = grants.map((entityId) => ({ entityId, rules: ['everybody'] }));
  const state = { generation: 1, revision, isSuspended, hasLeft: false, ruleAssignments, denials: [] };
  const data = { ...{ personId: 'a-person', username, entityId: global }, ...state };
  return {
    ...accessEvent({ id: randomUUID(), type: userAccessDecided.type, time: new Date(now()).toISOString() }),
    data,
  };
}

interface Brought {
  readonly record: SQSRecord;
  readonly outcome: string;
}

/** @param again the message, if it comes once more */
async function brought<C extends Command>(operation: Operation<C>, body: unknown, again?: SQSRecord): Promise<Brought> {
  const record = again ?? (await deliveries().message(body));
  const { startedAt, ...delivery } = deliveries().delivery(record);
  const { outcome } = await deliver({ ...delivery, startedAt, operation });
  return { record, outcome };
}

/** With them an attempt dies before its entries are written, and before it releases the account. */
function dyingServices(): ReturnType<typeof deliveries>['services'] {
  const { services, access, dynamodb } = deliveries();
  const { settings, clock } = access;
  const audit = new (class extends AuditLog {
    override write(): Promise<boolean> {
      return Promise.reject(new Error('the process is gone'));
    }
  })(dynamodb, settings);
  const accounts = new (class extends LinkedAccounts {
    override release(): Promise<boolean> {
      return Promise.reject(new Error('the process is gone'));
    }
  })(dynamodb, settings, clock.now, randomUUID);
  return { ...services, audit, accounts };
}

/**
 * The event is carried out and its record settled; then the attempt dies.
 *
 * @param again the message, if it comes once more
 */
async function cutOff<C extends Command>(
  body: unknown,
  operation: AccessOperation<C>,
  again?: SQSRecord,
): Promise<SQSRecord> {
  const record = again ?? (await deliveries().message(body));
  const { startedAt, ...delivery } = deliveries().delivery(record);
  const { outcome } = await deliver({
    ...delivery,
    startedAt,
    operation,
    services: dyingServices(),
  });
  expect(outcome).toBe('retry');
  return record;
}

async function item() {
  const Key = { identity: { S: userIdentity(username) } };
  const { Item = {} } = await deliveries().dynamodb.getItem({ TableName: 'accounts', Key });
  return Item;
}

/** What the audit log has of the user, outside the home entity: `what outcome`. */
async function story(): Promise<readonly string[]> {
  const { id } = await item();
  const { Items = [] } = await deliveries().dynamodb.scan({ TableName: 'audit' });
  return Items.filter(({ account, what, entityId }) => account?.S === id?.S && what && entityId?.S !== global)
    .map(({ what, outcome }) => `${what?.S} ${outcome?.S}`)
    .sort();
}

/** A sweep finds what is due, minute by minute. */
async function sweepFor(milliseconds: number): Promise<void> {
  for (const end = now() + milliseconds; now() < end; pass(minute)) {
    const { due, dueAt } = await item();
    if (!due || Number(dueAt?.N) > now()) continue;
    const record = await deliveries().message({ account: userIdentity(username) });
    const { services, deadline, startedAt } = deliveries().delivery(record);
    await lookAtAccount({ name: 'convergeAccount', record, services, deadline, startedAt });
  }
}

const state = z.object({
  users: z.array(z.object({ username: z.string(), accessibleEntityIds: z.array(z.string()) })),
});

async function granted(): Promise<string[]> {
  const { users } = state.parse(await deliveries().access.sandbox('GET', 'state'));
  const user = users.find((one) => one.username === username);
  return (user?.accessibleEntityIds ?? []).filter((id) => id !== global);
}

describe('access for a time whose attempt died after its record was settled', () => {
  test('ends, if its message comes back before the end', async () => {
    const body = requestFor(germany, 30 * minute);
    const record = await cutOff(body, request);
    expect(await granted()).toEqual([germany]);
    pass(leaseTime);
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'already-applied' });
    await sweepFor(60 * minute);
    expect(await granted()).toEqual([]);
  });

  test('ends, if its message comes back after the end', async () => {
    const body = requestFor(germany, minute);
    const record = await cutOff(body, request);
    pass(leaseTime);
    await brought(request, body, record);
    const line = deliveries().lines().at(-1);
    expect(line).toMatchObject({ operation: 'requestUserAccess', zuoraRequestId: expect.any(String) });
    await sweepFor(5 * minute);
    expect(await granted()).toEqual([]);
  });

  test('ends, if another event of the user finds it first', async () => {
    const body = requestFor(germany, minute);
    const record = await cutOff(body, request);
    pass(leaseTime);
    await brought(revoke, removalFrom(japan));
    await brought(request, body, record);
    await sweepFor(5 * minute);
    expect(await granted()).toEqual([]);
  });

  test('keeps its message while another attempt holds the account', async () => {
    const body = requestFor(germany, 30 * minute);
    const record = await cutOff(body, request);
    pass(minute);
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'busy' });
  });

  test('is found by a look, if its message comes back while Zuora does not answer', async () => {
    const body = requestFor(germany, 30 * minute);
    const record = await cutOff(body, request);
    pass(leaseTime);
    await deliveries().access.sandbox('POST', 'faults', {
      ...{ match: { method: 'GET', path: '/v1/users/*/accessible-entities' }, times: 1 },
      fault: { status: 503, body: 'Service Unavailable' },
    });
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'already-applied' });
    expect(await story()).toEqual([]);
    await sweepFor(5 * minute);
    expect(await story()).toEqual(['request seen', 'verify seen']);
  });
});

/** Of the next requests for access. */
const plantAtRequest = (fault: object, times = 1) =>
  deliveries().access.sandbox('POST', 'faults', {
    ...{ match: { method: 'PUT', path: '/v1/users/*/request-access' }, times, fault },
  });

/** How many requests and denials were sent for the user. */
async function writes(): Promise<number> {
  const calls = (await deliveries().access.calls()).filter(({ path }) => path.includes(encodeURIComponent(username)));
  return calls.filter(({ method }) => method === 'PUT').length;
}

test('a request that was accepted beside an unanswered one is not sent again, though its attempt died', async () => {
  const decision = decisionOn(1, false, [france, japan]);
  await plantAtRequest({ dropResponse: true });
  const record = await cutOff(decision, decide);
  // It comes back before the account is free.
  expect(await brought(decide, decision, record)).toMatchObject({ outcome: 'busy' });
  pass(leaseTime);
  expect(await brought(decide, decision, record)).toMatchObject({ outcome: 'applied' });
  expect(await writes()).toBe(3);
});

const businessRule = { status: 200, body: { success: false, reasons: [{ code: 50_000_030, message: 'no' }] } };

describe('a request that Zuora refuses after one that it did not answer', () => {
  const lastLine = () => deliveries().lines().at(-1);
  const isOutcomeUnknown = { outcome: 'dead-letter', reason: 'outcome-unknown' };
  async function deadLetter(body: unknown): Promise<void> {
    await plantAtRequest({ reset: true });
    const { record } = await brought(request, body);
    pass(leaseTime);
    await plantAtRequest(businessRule);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    pass(minute);
  }

  /**
   * An event in two entities. Neither request is answered; then Zuora refuses the one of Germany, and fails in Japan.
   *
   * @param fault of Japan, as often as `times`
   */
  async function refusedInGermany(
    fault: object,
    times = 1,
  ): Promise<{ readonly body: object; readonly record: SQSRecord }> {
    const body = requestFor(japan, 60 * minute);
    Object.assign(body.data, { targetEntityIds: [japan, germany] });
    await plantAtRequest({ reset: true }, 2);
    const { record } = await brought(request, body);
    pass(leaseTime);
    await plantAtRequest(businessRule);
    await plantAtRequest(fault, times);
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'retry' });
    return { body, record };
  }

  const unavailable = { status: 503, body: 'Service Unavailable' };

  test('is sent again by a redrive, each time', async () => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    await plantAtRequest(businessRule);
    await brought(request, body);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    pass(minute);
    expect(await brought(request, body)).toMatchObject({ outcome: 'applied' });
    expect(await writes()).toBe(4);
  });

  test('is told, and not sent again, if another entity of its event is tried again', async () => {
    const { body, record } = await refusedInGermany(unavailable);
    pass(leaseTime);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    expect(await writes()).toBe(5);
  });

  test('is not sent again by the same message, though an attempt at it was cut off', async () => {
    const { body, record } = await refusedInGermany(unavailable, 2);
    pass(leaseTime);
    await cutOff(body, request, record);
    pass(leaseTime);
    await brought(request, body, record);
    expect(lastLine()).toMatchObject(isOutcomeUnknown);
    expect(await writes()).toBe(6);
  });

  test('waits, as long as Zuora may work on a call in another entity of its event', async () => {
    const { body, record } = await refusedInGermany({ status: 429, body: '{}' });
    pass(minute);
    await plantAtRequest({ reset: true });
    await brought(request, requestFor(japan, 60 * minute));
    expect(await brought(request, body, record)).toMatchObject({ outcome: 'busy' });
  });

  test('is no concern of a revocation that it supersedes there', async () => {
    await deliveries().access.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [germany] }] });
    const removal = removalFrom(japan);
    Object.assign(removal.data, { targetEntityIds: [japan, germany] });
    const message = await deliveries().message(removal);
    pass(minute);
    await deadLetter(requestFor(japan, 60 * minute));
    const before = await writes();
    expect(await brought(revoke, removal, message)).toMatchObject({ outcome: 'applied' });
    expect(await granted()).toEqual([]);
    expect(await writes()).toBe(before + 1);
  });

  test('ends as already applied if it is redriven after a look has shown the access', async () => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    await deliveries().access.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [japan] }] });
    pass(11 * minute);
    await sweepFor(minute);
    expect(await story()).toEqual(expect.arrayContaining(['verify seen']));
    expect(await brought(request, body)).toMatchObject({ outcome: 'already-applied' });
  });

  test('is sent again by a redrive, though a decision about another entity was cut off meanwhile', async () => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    await cutOff(decisionOn(1, false, [germany]), decide);
    pass(leaseTime);
    expect(await brought(request, body)).toMatchObject({ outcome: 'applied' });
    expect(await writes()).toBe(4);
  });

  test.each([
    ['after it was granted', true],
    ['though nobody has granted it', false],
  ])('is sent again %s, if a suspension that was cut off has ended the access meanwhile', async (_, isGranted) => {
    const body = requestFor(japan, 60 * minute);
    await deadLetter(body);
    if (isGranted)
      await deliveries().access.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [japan] }] });
    pass(11 * minute);
    await sweepFor(minute);
    await cutOff(decisionOn(1, true), decide);
    pass(leaseTime);
    const before = await writes();
    expect(await brought(decide, decisionOn(2, false))).toMatchObject({ outcome: 'applied' });
    expect(await writes()).toBeGreaterThan(before);
  });
});

test('access from before that a suspension ended comes back after it, though its attempt died', async () => {
  await deliveries().access.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [germany] }] });
  const suspension = decisionOn(1, true);
  const record = await cutOff(suspension, decide);
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  await brought(decide, suspension, record);
  expect(await story()).toEqual(['deny seen']);
  pass(minute);
  expect(await brought(decide, decisionOn(2, false))).toMatchObject({ outcome: 'applied' });
  expect(await granted()).toEqual([germany]);
});

test('access whose end was cut off comes back by a decision', async () => {
  await brought(request, requestFor(germany, 30 * minute));
  pass(31 * minute);
  const { services: _, ...due } = deliveries().delivery(
    await deliveries().message({ account: userIdentity(username) }),
  );
  await lookAtAccount({ name: 'convergeAccount', ...due, services: dyingServices() });
  expect(await granted()).toEqual([]);
  pass(leaseTime);
  expect(await brought(decide, decisionOn(1, false, [germany]))).toMatchObject({ outcome: 'applied' });
  expect(await granted()).toEqual([germany]);
  expect(await story()).toEqual(['deny seen', 'request accepted', 'request accepted']);
});

test('an event that is done and released leaves the account as it is when it comes again', async () => {
  const body = requestFor(germany, 30 * minute);
  await brought(request, body);
  const before = await item();
  pass(minute);
  expect(await brought(request, body)).toMatchObject({ outcome: 'already-applied' });
  expect(await item()).toEqual(before);
});

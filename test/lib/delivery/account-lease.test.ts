import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { SQSMessageAttributes } from 'aws-lambda';
import type { Contract } from '../../../events/contract.ts';
import { userAccessApproved } from '../../../events/user-access-approved.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { acquireAccount } from '../../../lib/delivery/account-lease.ts';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { withSilentAws } from '../../services/silent-aws.ts';
import { queueAgeMs, useDeliveries } from './deliveries.ts';

const minute = 60_000;
const week = 7 * 24 * 60 * minute;

const deliveries = useDeliveries();
let username: string;
beforeEach(() => {
  username = `${randomUUID()}@example.com`;
});

const sentAt = () => deliveries().access.clock.now() - queueAgeMs;

interface Situation {
  readonly contract?: Contract<Command>;
  readonly access?: AccessOperation<Command>['access'];
  /** Milliseconds since the epoch. */
  readonly said?: number;
  readonly attributes?: SQSMessageAttributes;
  readonly accounts?: LinkedAccounts;
}

async function acquired({
  access = 'requests',
  contract = userAccessRequested,
  said = sentAt(),
  attributes = {},
  accounts,
}: Situation) {
  const time = new Date(said).toISOString();
  const targets = contract === userAccessApproved ? {} : { targetEntityIds: [seedEntity.germany] };
  const data = { username, entityId: seedEntity.global, ...targets };
  const body = { specversion: '1.0', type: contract.type, source: 'test', id: randomUUID(), time, data };
  const record = await deliveries().message(body, { messageAttributes: attributes });
  const event = readEvent('request', contract, record.body, record.messageId);
  const delivery = deliveries().delivery(record);
  const services = accounts ? { ...delivery.services, accounts } : delivery.services;
  const zuora = services.zuora({
    ...{ entityId: seedEntity.global, trackId: record.messageId, idempotencyKey: new IdempotencyKey('', 0) },
    requireTime: () => {},
  });
  const owner = randomUUID();
  const claim = {
    operation: 'request',
    event,
    messageId: record.messageId,
    owner,
    leaseExpiresAt: delivery.deadline.at,
  };
  const operation: AccessOperation<Command> = { name: 'request', contract, access };
  const held = await acquireAccount({ ...delivery, services, operation }, event, claim, zuora);
  return 'refusal' in held ? held : { change: held.lease.stored.openChanges.get(event.identity)?.change };
}

type Acquired = Awaited<ReturnType<typeof acquired>>;
const refusalOf = (held: Acquired) => ('refusal' in held ? held.refusal : undefined);
const changeOf = (held: Acquired) => ('change' in held ? held.change : undefined);

function timeOf(held: Acquired): number | undefined {
  const change = changeOf(held);
  return change?.kind === 'request' ? change.assignment.time : change && 'time' in change ? change.time : undefined;
}

const stale = { outcome: 'dead-letter', reason: 'stale' };

test('what gives access is stale when it is more than a week old, and not before', async () => {
  const now = deliveries().access.clock.now();
  expect(refusalOf(await acquired({ said: now - week - 1 }))).toMatchObject({
    ...stale,
    detail: expect.stringMatching(/^time: 2026\S+ is more than 7 days ago; .*--stale$/),
  });
  expect(refusalOf(await acquired({ said: now - week }))).toBeUndefined();
});

test('it is about the entities that it names, or about the one that it is made in', async () => {
  expect(changeOf(await acquired({}))).toMatchObject({ entityIds: [seedEntity.germany] });
  username = randomUUID();
  expect(changeOf(await acquired({ contract: userAccessApproved, access: 'approves' }))).toMatchObject({
    entityIds: [seedEntity.global],
  });
});

test('what takes access never is', async () => {
  expect(changeOf(await acquired({ access: 'revokes', said: sentAt() - 2 * week }))).toMatchObject({ kind: 'order' });
});

test.each([
  ['true', true],
  ['yes', false],
])('a stale grant whose attribute says %j is let through: %j', async (stringValue, isLetThrough) => {
  const attributes = { allowStale: { dataType: 'String', stringValue } } as const;
  const held = await acquired({ said: sentAt() - 2 * week, attributes });
  expect(changeOf(held) !== undefined).toBe(isLetThrough);
});

test.each([
  ['requests', [-minute, 0, 0, 0]],
  ['revokes', [-minute, 5 * minute, 0, 0]],
] as const)('an event that %s with a time ahead of its sending', async (access, expected) => {
  const read: (number | undefined)[] = [];
  for (const ahead of [-minute, 5 * minute, 5 * minute + 1, 60 * minute]) {
    username = randomUUID();
    read.push(timeOf(await acquired({ said: sentAt() + ahead, access })));
  }
  expect(read).toEqual(expected.map((later) => sentAt() + later));
});

test('redriven, what is said of the future is still taken as of when it was first sent', async () => {
  const first = sentAt() - 60 * minute;
  const attributes = { originalSentTimestamp: { dataType: 'String', stringValue: String(first) } } as const;
  expect(timeOf(await acquired({ said: sentAt(), attributes }))).toBe(first);
});

test('another event about the user makes it wait for a second, uncounted', async () => {
  await acquired({ access: 'revokes' });
  expect(refusalOf(await acquired({}))).toEqual({
    outcome: 'busy',
    reason: 'held',
    detail: 'another event about this user is being worked on',
    cause: { kind: 'busy', milliseconds: 0 },
  });
});

test('a ledger that does not answer makes it come back, uncounted', async () => {
  await withSilentAws(async (url) => {
    const dynamodb = new DynamoDB(embeddedAws(url));
    const { access } = deliveries();
    const settings = { ...access.settings, awsTimeout: 50 };
    const accounts = new LinkedAccounts(dynamodb, settings, access.clock.now, randomUUID);
    expect(refusalOf(await acquired({ accounts }))).toMatchObject({
      outcome: 'retry',
      reason: 'AbortError',
      cause: { kind: 'deferred' },
    });
    dynamodb.destroy();
  });
});

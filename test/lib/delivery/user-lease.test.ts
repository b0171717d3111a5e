import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { SQSMessageAttributes } from 'aws-lambda';
import type { Contract } from '../../../events/contract.ts';
import { userAccessApproved } from '../../../events/user-access-approved.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import type { Command, Operation } from '../../../lib/delivery/operation.ts';
import { acquireUser } from '../../../lib/delivery/user-lease.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { UserRecords } from '../../../lib/ledger/user-record.ts';
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
  readonly access?: Operation<Command>['access'];
  /** Milliseconds since the epoch. */
  readonly said?: number;
  readonly attributes?: SQSMessageAttributes;
  readonly users?: UserRecords;
}

async function acquired({
  access = 'grants',
  contract = userAccessRequested,
  said = sentAt(),
  attributes = {},
  users,
}: Situation) {
  const time = new Date(said).toISOString();
  const targets = contract === userAccessApproved ? {} : { targetEntityIds: [seedEntity.germany] };
  const data = { username, entityId: seedEntity.global, ...targets };
  const body = { specversion: '1.0', type: contract.type, source: 'test', id: randomUUID(), time, data };
  const record = await deliveries().message(body, { messageAttributes: attributes });
  const event = readEvent('request', contract, record.body, record.messageId);
  const delivery = deliveries().delivery(record);
  const services = users ? { ...delivery.services, users } : delivery.services;
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
  const operation: Operation<Command> = {
    ...{ name: 'request', contract, access },
    look: async () => ({ missing: [] }),
    act: async () => ({ success: true }),
  };
  return acquireUser({ ...delivery, services, operation }, event, claim, zuora);
}

const stale = { outcome: 'dead-letter', reason: 'stale' };

test('what gives access is stale when it is more than a week old, and not before', async () => {
  const now = deliveries().access.clock.now();
  expect((await acquired({ said: now - week - 1 })).refusal).toMatchObject({
    ...stale,
    detail: expect.stringMatching(/^time: 2026\S+ is more than 7 days ago; .*--stale$/),
  });
  expect((await acquired({ said: now - week })).refusal).toBeUndefined();
});

test('it is about the entities that it names, or about the one that it is made in', async () => {
  expect((await acquired({})).userLease?.change.entityIds).toEqual([seedEntity.germany]);
  username = randomUUID();
  expect((await acquired({ contract: userAccessApproved })).userLease?.change.entityIds).toEqual([seedEntity.global]);
});

test('what takes access never is', async () => {
  expect((await acquired({ access: 'revokes', said: sentAt() - 2 * week })).userLease).toBeDefined();
});

test.each([
  ['true', true],
  ['yes', false],
])('a stale grant whose attribute says %j is let through: %j', async (stringValue, isLetThrough) => {
  const attributes = { allowStale: { dataType: 'String', stringValue } } as const;
  const { userLease } = await acquired({ said: sentAt() - 2 * week, attributes });
  expect(userLease !== undefined).toBe(isLetThrough);
});

test.each([
  ['grants', [-minute, 0, 0, 0]],
  ['revokes', [-minute, 5 * minute, 0, 0]],
] as const)('an event that %s with a time ahead of its sending', async (access, expected) => {
  const read: (number | undefined)[] = [];
  for (const ahead of [-minute, 5 * minute, 5 * minute + 1, 60 * minute]) {
    username = randomUUID();
    read.push((await acquired({ said: sentAt() + ahead, access })).userLease?.change.time);
  }
  expect(read).toEqual(expected.map((later) => sentAt() + later));
});

test('redriven, what is said of the future is still taken as of when it was first sent', async () => {
  const first = sentAt() - 60 * minute;
  const attributes = { originalSentTimestamp: { dataType: 'String', stringValue: String(first) } } as const;
  const { userLease } = await acquired({ said: sentAt(), attributes });
  expect(userLease?.change.time).toBe(first);
});

test('another event about the user makes it wait for a second, uncounted', async () => {
  await acquired({ access: 'revokes' });
  expect((await acquired({})).refusal).toEqual({
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
    const users = new UserRecords(dynamodb, { ...access.settings, awsTimeout: 50 }, access.clock.now);
    const { refusal } = await acquired({ users });
    expect(refusal).toMatchObject({ outcome: 'retry', reason: 'AbortError', cause: { kind: 'deferred' } });
    dynamodb.destroy();
  });
});

import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import type { SQSMessageAttributes } from 'aws-lambda';
import type { Contract } from '../../../events/contract.ts';
import { userAccessApproved } from '../../../events/user-access-approved.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
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
  readonly access?: Exclude<AccessOperation<Command>['access'], 'decides'>;
  /** Milliseconds since the epoch. */
  readonly said?: number;
  /** Further fields of the event's data. */
  readonly more?: object;
  readonly attributes?: SQSMessageAttributes;
  readonly accounts?: LinkedAccounts;
}

async function acquired({
  access = 'requests',
  contract = userAccessRequested,
  said = sentAt(),
  more = {},
  attributes = {},
  accounts,
}: Situation) {
  const time = new Date(said).toISOString();
  const targets = contract === userAccessApproved ? {} : { targetEntityIds: [seedEntity.germany] };
  const place = contract === userAccessRevoked ? {} : { entityId: seedEntity.global };
  const data = { username, ...place, ...targets, ...more };
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
  if ('refusal' in held) return held;
  return { change: held.lease.stored.openChanges.get(event.identity)?.change, identity: event.identity };
}

type Acquired = Awaited<ReturnType<typeof acquired>>;
const refusalOf = (held: Acquired) => ('refusal' in held ? held.refusal : undefined);
const changeOf = (held: Acquired) => ('change' in held ? held.change : undefined);

const identityOf = (held: Acquired) => ('identity' in held ? held.identity : '');

function timeOf(held: Acquired): number | undefined {
  const change = changeOf(held);
  return change?.kind === 'request' ? change.assignment.time : change && 'time' in change ? change.time : undefined;
}

describe('a request is a reason for access', () => {
  const end = 1_800_000_000_000;
  const expiresAt = new Date(end).toISOString();

  test('of its source, as long as nothing else is said', async () => {
    const held = await acquired({});
    expect(changeOf(held)).toEqual({
      ...{ kind: 'request', entityIds: [seedEntity.germany], key: 'test', home: seedEntity.global },
      assignment: { time: sentAt(), event: identityOf(held).slice(0, 12), isEnded: false },
      home: seedEntity.global,
    });
  });

  test('of its own if it is for a time', async () => {
    const held = await acquired({ more: { expiresAt } });
    expect(changeOf(held)).toMatchObject({ key: identityOf(held), assignment: { expiresAt: end } });
  });

  test.each([
    ['for ever', {}, undefined],
    ['for a time', { expiresAt }, end],
    ['for a time that is over', { expiresAt: '2001-01-01T00:00:00+01:00' }, 978_303_600_000],
  ])('under the key that it names, %s', async (_, more, expected) => {
    const change = changeOf(await acquired({ more: { ...more, assignment: 'T-1' } }));
    expect(change).toMatchObject({ kind: 'request', key: 'T-1' });
    expect(change?.kind === 'request' && change.assignment.expiresAt).toBe(expected);
  });

  test('with its ticket and with those who approved it', async () => {
    expect(changeOf(await acquired({ more: { ticket: 'T-1', approvedBy: ['grace', 'alan'] } }))).toMatchObject({
      ...{ key: 'test', assignment: { ticket: 'T-1', approvedBy: ['alan', 'grace'] } },
    });
  });
});

describe('a revocation', () => {
  const revoked = (more: object) => acquired({ access: 'revokes', contract: userAccessRevoked, more });
  const about = { entityIds: [seedEntity.germany] };

  test.each([
    ['ends all access', {}, false],
    ['says so if it is not to be held', { hold: false }, false],
    ['holds it until somebody lifts the order', { hold: true }, true],
  ])('%s', async (_, more, hold) => {
    expect(changeOf(await revoked(more))).toEqual({ kind: 'order', ...about, time: sentAt(), hold });
  });

  test('ends the assignments that it names, and nothing else', async () => {
    const held = await revoked({ assignments: ['T-2', 'T-1'] });
    const event = identityOf(held).slice(0, 12);
    expect(changeOf(held)).toEqual({ kind: 'end', ...about, keys: ['T-1', 'T-2'], time: sentAt(), event });
  });
});

test('what ends assignments is never stale', async () => {
  const said = sentAt() - 4 * week;
  const situation = { access: 'revokes', contract: userAccessRevoked, more: { assignments: ['T-1'] } } as const;
  expect(changeOf(await acquired({ ...situation, said }))).toMatchObject({ kind: 'end', time: said });
});

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

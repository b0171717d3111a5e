/** A request that the account has no room for, and whose first attempt was cut off before it could say so. */
import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { maxAssignments } from '../../../lib/account/account-bound.ts';
import { changed } from '../../../lib/account/account-change.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import type { SaidChange } from '../../../lib/account/open-change.ts';
import type { Services } from '../../../lib/delivery/delivery.ts';
import type { Dynamodb } from '../../../lib/dynamodb/dynamodb.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { sizeOf } from '../../../models/dynamodb-units.ts';
import { minute, useOneUser } from './one-user.ts';
import { leaseTime } from './user-attempts.ts';
import { request, revoke } from './user-events.ts';

const { germany, japan } = seedEntity;
const { deliveries, username, now, pass, requestOf, removalFrom, endOf, brought, look, item, inZuora, lastLine } =
  useOneUser();

/** The most that DynamoDB takes, in bytes. */
const maxItemSize = 400 * 1024;

/** Ten of them, of 300 bytes each. */
const approvedBy = Array.from({ length: 10 }, (_, index) => String(index).padStart(100, '漢'));
const invented = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, index) => index.toString(16).padStart(32, prefix));

/** What a request says, without its event. */
function saidOf(entityIds: readonly string[], key: string, approvers?: readonly string[]): SaidChange {
  const assignment = { time: now(), event: key.padStart(12, '0'), isEnded: false, approvedBy: approvers };
  return { kind: 'request', entityIds, key, home: seedEntity.global, assignment };
}

/** The account has heard all of it. Zuora has not. */
async function remember(first: SaidChange, ...others: readonly SaidChange[]): Promise<void> {
  const { accounts } = deliveries().services;
  const said = { event: 'e'.repeat(32), change: first };
  const lease = await accounts.acquire(username(), said, randomUUID(), now() + leaseTime);
  if ('is' in lease) throw new Error(lease.is);
  const { known } = lease;
  await accounts.release(lease, { ...known, account: others.reduce(changed, known.account) });
  pass(1000);
}

/** With them the attempt holds the account, and cannot write to it again. */
function failingServices(): Pick<Services, 'accounts'> {
  const { access, dynamodb } = deliveries();
  let updates = 0;
  const failing: Dynamodb = {
    getItem: (...call) => dynamodb.getItem(...call),
    batchGetItem: (...call) => dynamodb.batchGetItem(...call),
    putItem: (...call) => dynamodb.putItem(...call),
    query: (...call) => dynamodb.query(...call),
    scan: (...call) => dynamodb.scan(...call),
    updateItem: (...call) => {
      updates += 1;
      return updates === 2 ? Promise.reject(new Error('throttled')) : dynamodb.updateItem(...call);
    },
  };
  return { accounts: new LinkedAccounts(failing, access.settings, access.clock.now, randomUUID) };
}

/** The message comes twice. */
async function refusedTwice(body: unknown): Promise<void> {
  const { record, outcome } = await brought(request, body, undefined, failingServices());
  expect(outcome).toBe('retry');
  pass(leaseTime);
  await brought(request, body, record);
  expect(lastLine()).toMatchObject({ outcome: 'dead-letter', reason: 'too-many-assignments' });
  pass(minute);
}

test('a request that is one too many gives nothing, though an attempt at it was cut off', async () => {
  const keys = Array.from({ length: maxAssignments - 1 }, (_, index) => `K-${index}`);
  await remember(saidOf([germany], 'K'), ...keys.map((key) => saidOf([germany], key)));
  await refusedTwice(requestOf([japan], { assignment: 'one too many' }));
  await brought(revoke, endOf('K', germany));
  await look();
  expect(await inZuora()).toEqual({ granted: [germany], pending: [] });
});

test('a large request that is one too many leaves room for a revocation, though an attempt at it was cut off', async () => {
  await brought(request, requestOf([germany], { assignment: 'before' }));
  await remember(saidOf(invented(35, 'b'), 'many', approvedBy));
  await refusedTwice(requestOf([germany, ...invented(99, 'a')], { assignment: 'one too many', approvedBy }));
  expect(await brought(revoke, removalFrom(germany))).toMatchObject({ outcome: 'applied' });
  expect(sizeOf(await item())).toBeLessThanOrEqual(maxItemSize);
});

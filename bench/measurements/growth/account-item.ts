/** What DynamoDB takes for an event about one entity of a linked account that has many. */
import { randomBytes, randomUUID } from 'node:crypto';
import { afterLook } from '../../../lib/account/entity-learning.ts';
import type { AccountLease } from '../../../lib/account/lease.ts';
import { LinkedAccounts } from '../../../lib/account/linked-accounts.ts';
import { eventDigits } from '../../../lib/account/requested-assignment.ts';
import { DynamodbClient } from '../../../lib/dynamodb/dynamodb-client.ts';
import { entityIdAt } from '../../stand-ins/tenant.ts';
import type { Point } from '../../statistics/fit.ts';
import type { Curve } from './curve.ts';

/** An account has 200 assignments at most. */
const sizes = [10, 30, 100, 190];
const awsTimeout = 10_000;
const retention = 3_600_000;
const lease = 60_000;

export const accountItem: Curve = {
  name: 'account-item',
  title: 'Write an account for an event about one of its entities',
  size: 'entities of the account',
  cost: 'write units',
  measure: (bench) =>
    bench.withPlainSurroundings(async (surroundings) => {
      const credentials = async () => ({ accessKeyId: 'bench', secretAccessKey: 'bench' });
      const endpoint = async () => ({ url: new URL(surroundings.awsEndpoint) });
      const client = new DynamodbClient({ endpoint, region: 'us-east-1', credentials });
      const tables = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: retention, awsTimeout };
      const accounts = new LinkedAccounts(client, tables, Date.now, randomUUID);
      const points: Point[] = [];
      for (const size of sizes) {
        const login = `user-${size}@example.com`;
        const all = Array.from({ length: size }, (_, index) => entityIdAt(index));
        await handle(accounts, login, all);
        await surroundings.takeCounts();
        await handle(accounts, login, all.slice(0, 1));
        points.push({ size, cost: (await surroundings.takeCounts())['write units'] ?? Number.NaN });
      }
      client.destroy();
      return points;
    }),
};

/** Acquires the account for a request, and releases it with the access that Zuora then shows. */
async function handle(accounts: LinkedAccounts, login: string, entityIds: readonly string[]): Promise<void> {
  const acquired = await acquire(accounts, login, entityIds);
  const wish = { isDesired: true, isProtected: false };
  const seen = entityIds.map((id) => [id, afterLook({}, true, wish, Date.now())] as const);
  const access = new Map([...acquired.known.access, ...seen]);
  if (!(await accounts.release(acquired, { ...acquired.known, access }))) throw new Error('The account was lost.');
}

async function acquire(accounts: LinkedAccounts, login: string, entityIds: readonly string[]): Promise<AccountLease> {
  const event = randomBytes(32).toString('hex');
  const assignment = { time: Date.now(), event: event.slice(0, eventDigits), isEnded: false };
  const change = { kind: 'request', entityIds, key: 'https://hr.example.com', assignment } as const;
  const acquired = await accounts.acquire(login, { event, change }, randomUUID(), Date.now() + lease);
  if ('is' in acquired) throw new Error(`The account was refused: ${acquired.is}`);
  return acquired;
}

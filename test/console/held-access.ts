/** Access that an operator has ended, so that no newer request brings it back. */
import { randomUUID } from 'node:crypto';
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';

const names = { ledger: 'ledger', accounts: 'accounts' };

/**
 * @param time milliseconds since the epoch
 * @param tables the names of the tables
 */
export async function holdAccess(
  dynamodb: DynamoDB,
  login: string,
  entityId: string,
  time: number,
  tables = names,
): Promise<void> {
  const settings = { ...tables, ledgerRetention: 1000, awsTimeout: 10_000 };
  const accounts = new LinkedAccounts(dynamodb, settings, Date.now, randomUUID);
  const change = { kind: 'order', entityIds: [entityId], time, hold: true } as const;
  const said = { event: randomUUID().replaceAll('-', ''), change };
  const lease = await accounts.acquire(login, said, randomUUID(), Date.now() + 60_000);
  if ('is' in lease) throw new Error(lease.is);
  await accounts.release(lease, lease.known);
}

/** Who has access to an entity, since when, why and who asked: the linked accounts, with what the audit log tells of them. */
import pMap from 'p-map';
import { AccountReader } from '../accounts/account-reader.ts';
import { type EntityHolder, holderOf, isHolding } from '../accounts/entity-holders.ts';
import type { Session } from '../stack/session.ts';
import { byUsername } from '../username-order.ts';
import { AuditReader } from './audit-reader.ts';
import { type HolderOrigin, originOf } from './holder-origin.ts';

export type EntityAccessRow = EntityHolder & HolderOrigin;

/** Queries that are under way at once. */
const concurrency = 8;

interface Search {
  /** Also those who have no access and are to have none. */
  readonly all: boolean;
  /** Called after each page with the numbers of accounts read, and of rows found. */
  readonly onRead: (accounts: number, found: number) => void;
}

/** @returns the rows by login; undefined when interrupted */
export async function readEntityAccess(
  { aws, stack, interruption, now }: Session,
  entityId: string,
  { all, onRead }: Search,
): Promise<readonly EntityAccessRow[] | undefined> {
  const audit = new AuditReader(aws.dynamodb, stack.audit);
  const at = now();
  const rows: EntityAccessRow[] = [];
  let read = 0;
  for await (const accounts of new AccountReader(aws.dynamodb, stack.accounts).pages()) {
    const holders = accounts
      .map((account) => holderOf(account, entityId, at))
      .filter((holder) => holder !== undefined)
      .filter((holder) => all || isHolding(holder));
    const withOrigin = async (holder: EntityHolder): Promise<EntityAccessRow> => ({
      ...holder,
      ...originOf(holder, await audit.entriesOf(holder.account, entityId)),
    });
    rows.push(...(await pMap(holders, withOrigin, { concurrency })));
    read += accounts.length;
    onRead(read, rows.length);
    if (interruption.aborted) return undefined;
  }
  return rows.sort(byUsername);
}

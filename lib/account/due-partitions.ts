/** Says under what a linked account is in the index of what is due. */
import { dueIndex } from '../due-index.ts';
import type { Account } from './account.ts';
import { expiryBetween } from './desired.ts';

/** What accounts are due for. A sweep takes those that come first in this list before the others. */
export const duePartitions = {
  /** Access for a time ends. */
  ends: 'end',
  /** Anything else, as a request that may have been granted meanwhile. */
  others: 'account',
} as const;

/** Of an account that is to be looked at as soon as it is free, by any clock. */
export const dueAtOnce = { [dueIndex.partitionKey]: duePartitions.others, [dueIndex.sortKey]: 0 };

const hour = 3_600_000;
/** Reads of pending requests may wait for each other so long before they could keep an end waiting. */
const longestWait = hour;
/** So long an end that failed comes before what is no end. */
const longestRepetition = 24 * hour;

/** The attributes that say when an account is due; without a time the account is in no index. */
export function dueAttributes(account: Account, dueAt: number | undefined): Record<string, unknown> {
  const { partitionKey, sortKey } = dueIndex;
  if (dueAt === undefined) return { [partitionKey]: undefined, [sortKey]: undefined };
  const isEnd = expiryBetween(account, dueAt - longestRepetition, dueAt + longestWait) !== undefined;
  return { [partitionKey]: isEnd ? duePartitions.ends : duePartitions.others, [sortKey]: dueAt };
}

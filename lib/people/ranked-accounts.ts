/** Applies the policy's order of sources to the accounts of a person. */
import type { Policy } from '../policy/policy.ts';
import { type SourceAccount, stateOf } from './known-person.ts';

export type SourceOrder = Policy['sources'];

/** Whether anything counts that the source says. One that an order does not list only reports. */
export function isCounting(source: string, order: SourceOrder): boolean {
  return order === undefined || order.includes(source);
}

/** The accounts that count, in one group for each rank, the first rank first. Without an order, all have one rank. */
export function rankedAccounts(
  accounts: readonly SourceAccount[],
  order: SourceOrder,
): readonly (readonly SourceAccount[])[] {
  if (order === undefined) return [accounts];
  return order.map((name) => accounts.filter(({ source }) => source === name));
}

/** The accounts by which somebody is there or has left: with an order, those of the first source that knows it. */
export function firstWithState(accounts: readonly SourceAccount[], order: SourceOrder): readonly SourceAccount[] {
  const ranks = rankedAccounts(accounts, order);
  return ranks.find((ofRank) => ofRank.some((account) => stateOf(account) !== undefined)) ?? [];
}

/** Of each name what the first rank says that says something of it. */
export function firstOf<Said>(ranks: readonly ReadonlyMap<string, Said>[]): ReadonlyMap<string, Said> {
  return new Map(ranks.toReversed().flatMap((said) => [...said]));
}

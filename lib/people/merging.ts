/**
 * Makes one person of several, once an event shows that they are. A source may name an account at first by one key, such as
 * a group's member by its id, and by another one elsewhere.
 */
import { newerEmployment } from './employment.ts';
import type { Sighting } from './identification.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { newerFact, newerList, newestOf } from './learning.ts';
import { accountOf } from './source-accounts.ts';

export interface Merge<Found> {
  readonly found: Found;
  /** Those who turned out to be the same person. They have no login, so nobody was told of them. */
  readonly absorbed: readonly Found[];
}

/**
 * Two people with logins stay two.
 *
 * @param all who are named by the keys of one account, the surest first
 * @param preferred the ids of those who come before others with a login
 */
export function mergeOf<Found extends { readonly person: KnownPerson }>(
  all: readonly Found[],
  preferred: ReadonlySet<string> = new Set(),
): Merge<Found> | undefined {
  const hasLogin = ({ person }: Found) => person.logins.length > 0;
  const isPreferred = (one: Found) => hasLogin(one) && preferred.has(one.person.id);
  const found = all.find(isPreferred) ?? all.find(hasLogin) ?? all[0];
  return found && { found, absorbed: all.filter((one) => one !== found && !hasLogin(one)) };
}

/**
 * What is known of both.
 *
 * @param sightings of the account by which they were found
 */
export function mergedWith(person: KnownPerson, other: KnownPerson, sightings: readonly Sighting[]): KnownPerson {
  const accounts = other.accounts.reduce((all, one) => withAccount(all, one, sightings), person.accounts);
  return { ...person, accounts };
}

function withAccount(
  accounts: readonly SourceAccount[],
  added: SourceAccount,
  sightings: readonly Sighting[],
): readonly SourceAccount[] {
  const same = sightings
    .filter(({ reading, source }) => accountOf({ accounts: [added] }, reading, source) !== undefined)
    .map(({ reading, source }) => accountOf({ accounts }, reading, source))
    .find((account) => account !== undefined);
  if (same === undefined) return [...accounts, added];
  return accounts.map((account) => (account === same ? mergedAccount(account, added) : account));
}

/** What two statements of one account come to. */
export function mergedAccount(one: SourceAccount, other: SourceAccount): SourceAccount {
  const directory = one.directory ?? other.directory;
  return {
    ...one,
    ...(directory !== undefined && { directory }),
    facts: newestOf([one.facts, other.facts], newerFact),
    lists: newestOf([one.lists, other.lists], newerList),
    ...newerEmployment(one, other),
  };
}

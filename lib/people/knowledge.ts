/** Puts together what all sources said of a person, in the form that the policy judges. */
import { cleared, type Person } from '../identity/person.ts';
import type { EmploymentState, KnownList, KnownPerson, Membership, SourceAccount } from './known-person.ts';
import { newerFact, newerList, newestOf } from './learning.ts';
import type { UsableFacts } from './usable-facts.ts';

export interface Knowledge {
  /** With `active`, if a source has said it. A value that is known to be none is `cleared`. */
  readonly person: Person;
  /** What is known not to be in each list. */
  readonly absent: Person;
  /** The lists that lack no value. */
  readonly wholeLists: readonly string[];
  /** When the person left; undefined if they have not. */
  readonly leftAt: string | undefined;
}

/** @param kept what the policy that judges keeps of each list: a list is whole only for what was kept of it */
export function knowledgeOf({ accounts }: Pick<KnownPerson, 'accounts'>, kept?: UsableFacts['kept']): Knowledge {
  const counting = accountsThatCount(accounts);
  const lists = mergedLists(counting, kept);
  const leftAt = lastLeavingOf({ accounts });
  const isKnownActive = accounts.some(({ state }) => state?.is === 'active');
  const state = leftAt !== undefined ? { active: false } : isKnownActive ? { active: true } : {};
  return {
    person: { ...mergedFacts(counting), ...presentIn(lists), ...state },
    absent: Object.fromEntries([...lists].map(([list, { absent }]) => [list, absent])),
    wholeLists: [...lists].flatMap(([list, { isWhole }]) => (isWhole ? [list] : [])),
    leftAt,
  };
}

/** When the person left, as it was said last; undefined if they have not. */
export function lastLeavingOf(person: Pick<KnownPerson, 'accounts'>): string | undefined {
  return leavingsOf(person)
    .flatMap((states) => states.map(({ saidAt }) => saidAt))
    .toSorted()
    .at(-1);
}

/** An account that is over gives nothing to somebody who has another one: it may be another person's who had the login before. */
function accountsThatCount(accounts: readonly SourceAccount[]): readonly SourceAccount[] {
  const present = accounts.filter(({ state }) => state?.is !== 'left');
  return present.length > 0 ? present : accounts;
}

/** The newest statement of each attribute, whichever source made it. */
function mergedFacts(accounts: readonly SourceAccount[]): Person {
  const facts = newestOf(
    accounts.map((account) => account.facts),
    newerFact,
  );
  return Object.fromEntries([...facts].map(([attribute, { value }]) => [attribute, value ?? cleared]));
}

interface MergedList {
  readonly present: readonly string[];
  readonly absent: readonly string[];
  readonly isWhole: boolean;
}

/** The newest statement of each value, whichever source made it. */
function mergedLists(
  accounts: readonly SourceAccount[],
  kept: UsableFacts['kept'] | undefined,
): ReadonlyMap<string, MergedList> {
  const lists = newestOf(
    accounts.map((account) => account.lists),
    newerList,
  );
  return new Map([...lists].map(([name, list]) => [name, merged(list, kept?.get(name))]));
}

function merged({ members, wholeAt, wholeFor }: KnownList, kept: string | undefined): MergedList {
  // Who is not named in a whole list is no member, unless somebody said so since.
  const isPresent = ({ isMember, saidAt }: Membership) => isMember && (wholeAt === undefined || saidAt >= wholeAt);
  const { present = [], absent = [] } = Object.groupBy(members, ([, said]) => (isPresent(said) ? 'present' : 'absent'));
  const namesOf = (some: typeof present) => some.map(([member]) => member).toSorted();
  return {
    present: namesOf(present),
    absent: namesOf(absent),
    isWhole: wholeAt !== undefined && (kept === undefined || wholeFor === kept),
  };
}

/** Rules do not see an empty list, unless it is known to lack no value. */
function presentIn(lists: ReadonlyMap<string, MergedList>): Person {
  const present = new Map<string, readonly string[] | typeof cleared>();
  for (const [list, { present: members, isWhole }] of lists) {
    if (members.length > 0) present.set(list, members);
    else if (isWhole) present.set(list, cleared);
  }
  return Object.fromEntries(present);
}

/**
 * The states in each source that the person has left: every account there is over. Somebody rehired may have a new account
 * there. Who leaves one source has left.
 */
export function leavingsOf({ accounts }: Pick<KnownPerson, 'accounts'>): readonly (readonly EmploymentState[])[] {
  const bySource = Map.groupBy(accounts, ({ source, publisher = '' }) => `${source} ${publisher}`);
  return [...bySource.values()]
    .map((ofSource) => ofSource.flatMap(({ state }) => state ?? []))
    .filter((states) => states.length > 0 && states.every(({ is }) => is === 'left'));
}

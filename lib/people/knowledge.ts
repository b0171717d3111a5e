/** Puts together what all sources said of a person, in the form that the policy judges. */
import { cleared, type Person } from '../identity/person.ts';
import type { Policy } from '../policy/policy.ts';
import { listsThatCount } from './group-ends.ts';
import { type KnownList, type KnownPerson, type Membership, type SourceAccount, stateOf } from './known-person.ts';
import { newerFact, newerList, newestOf } from './learning.ts';
import { isKnownActive, type Presence, presenceOf, replacedIn } from './presence.ts';
import { firstOf, isCounting, rankedAccounts, type SourceOrder } from './ranked-accounts.ts';
import { type UsableFacts, usableFacts } from './usable-facts.ts';

export interface Knowledge extends Presence {
  /** With `active`, if a source has said it. A value that is known to be none is `cleared`. */
  readonly person: Person;
  /** What is known not to be in each list. */
  readonly absent: Person;
  /** The lists that lack no value. */
  readonly wholeLists: readonly string[];
}

/** How a policy looks at people. */
interface Outlook {
  /** What it keeps of each list: a list is whole only for what was kept of it. */
  readonly kept?: UsableFacts['kept'] | undefined;
  readonly sources?: SourceOrder;
}

/** What a policy knows by what it keeps itself. */
export function knowledgeFor(policy: Policy, person: Pick<KnownPerson, 'accounts'>): Knowledge {
  return knowledgeOf(person, { kept: usableFacts(policy).kept, sources: policy.sources });
}

export function knowledgeOf({ accounts }: Pick<KnownPerson, 'accounts'>, { kept, sources }: Outlook = {}): Knowledge {
  const ranks = rankedAccounts(accountsThatCount(accounts, sources), sources);
  const lists = mergedLists(ranks, kept);
  const presence = presenceOf({ accounts }, sources);
  const isEnded = (presence.leftAt ?? presence.suspendedAt) !== undefined;
  const state = isEnded ? { active: false } : isKnownActive({ accounts }, sources) ? { active: true } : {};
  return {
    person: { ...mergedFacts(ranks), ...presentIn(lists), ...state },
    absent: Object.fromEntries([...lists].map(([list, { absent }]) => [list, absent])),
    wholeLists: [...lists].flatMap(([list, { isWhole }]) => (isWhole ? [list] : [])),
    ...presence,
  };
}

/** An account that is over gives nothing to somebody who has another one: it may be another person's who had the login before. */
export function accountsThatCount(accounts: readonly SourceAccount[], order: SourceOrder): readonly SourceAccount[] {
  const counting = accounts.filter(({ source }) => isCounting(source, order));
  const replaced = replacedIn(counting);
  const present = counting.filter((account) => stateOf(account)?.is !== 'left' && !replaced.includes(account));
  return present.length > 0 ? present : counting;
}

type Ranks = readonly (readonly SourceAccount[])[];

/** The newest statement of each attribute in the first rank that says something of it. */
function mergedFacts(ranks: Ranks): Person {
  const facts = firstOf(
    ranks.map((accounts) =>
      newestOf(
        accounts.map((account) => account.facts),
        newerFact,
      ),
    ),
  );
  return Object.fromEntries([...facts].map(([attribute, { value }]) => [attribute, value ?? cleared]));
}

interface MergedList {
  readonly present: readonly string[];
  readonly absent: readonly string[];
  readonly isWhole: boolean;
}

function mergedLists(ranks: Ranks, kept: Outlook['kept']): ReadonlyMap<string, MergedList> {
  const all = ranks.flat();
  const ofRanks = ranks.map((accounts) => listsIn(listsThatCount(accounts, all), kept));
  const names = new Set(ofRanks.flatMap((lists) => [...lists.keys()]));
  return new Map([...names].map((name) => [name, together(ofRanks.flatMap((lists) => lists.get(name) ?? []))]));
}

/** The newest statement of each value, whichever account has it. */
function listsIn(
  ofAccounts: readonly ReadonlyMap<string, KnownList>[],
  kept: Outlook['kept'],
): ReadonlyMap<string, MergedList> {
  const lists = newestOf(ofAccounts, newerList);
  return new Map([...lists].map(([name, list]) => [name, merged(list, kept?.get(name))]));
}

/**
 * The lists of several sources add up: each source has groups of its own. Of a value that several name, the first rank
 * decides. They lack no value if each of them is whole.
 */
function together(lists: readonly MergedList[]): MergedList {
  const said = firstOf(
    lists.map(({ present, absent }) => {
      const values = (names: readonly string[], isMember: boolean) => names.map((name) => [name, isMember] as const);
      return new Map([...values(present, true), ...values(absent, false)]);
    }),
  );
  const namesOf = (wanted: boolean) => [...said].flatMap(([name, isMember]) => (isMember === wanted ? [name] : []));
  return {
    present: namesOf(true).toSorted(),
    absent: namesOf(false).toSorted(),
    isWhole: lists.every(({ isWhole }) => isWhole),
  };
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

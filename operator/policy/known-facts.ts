/** What is known of a person, value by value, with the sources that say so. */
import { isDeepStrictEqual } from 'node:util';
import { type Attribute, cleared, type Person } from '../../lib/identity/person.ts';
import { listsThatCount } from '../../lib/people/group-ends.ts';
import { accountsThatCount, type Knowledge } from '../../lib/people/knowledge.ts';
import { type KnownPerson, type SourceAccount, stateOf } from '../../lib/people/known-person.ts';
import { rankedAccounts, type SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { memberLists } from '../../lib/people/usable-facts.ts';

export interface KnownFact {
  readonly attribute: string;
  /** One value of a list such as `groups`. Null: the person is known to have none. */
  readonly value: Attribute | null;
  /** Whether the person is known not to have the value. */
  readonly isAbsent: boolean;
  /** Who says so, among those that decide; nobody for a value that was only tried. */
  readonly sources: readonly FactSource[];
}

interface FactSource {
  readonly source: string;
  readonly publisher?: string | undefined;
  /** When the source first said it, without another value in between; RFC 3339. */
  readonly since: string;
}

type Ranks = readonly (readonly SourceAccount[])[];

interface Tried {
  /** The order of the policy, if it has one. */
  readonly order: SourceOrder;
  /** Attributes that replaced or completed what is known. */
  readonly overrides: Person;
}

/** By attribute, in the order of the alphabet. */
export function knownFacts(
  { accounts }: Pick<KnownPerson, 'accounts'>,
  { person, absent }: Pick<Knowledge, 'person' | 'absent'>,
  { order, overrides }: Tried,
): readonly KnownFact[] {
  const ranks = rankedAccounts(accountsThatCount(accounts, order), order);
  return [...new Set([...Object.keys(person), ...Object.keys(absent)])].toSorted().flatMap((attribute) => {
    const isTried = Object.hasOwn(overrides, attribute);
    const present = valuesIn(person, attribute).map((value) => ({
      ...{ attribute, value, isAbsent: false },
      sources: isTried ? [] : sourcesOf(ranks, attribute, value, true),
    }));
    const missing = valuesIn(absent, attribute).map((value) => ({
      ...{ attribute, value, isAbsent: true },
      sources: sourcesOf(ranks, attribute, value, false),
    }));
    return [...present, ...missing];
  });
}

function isMemberList(attribute: string): boolean {
  return memberLists.some((list) => list === attribute);
}

/** The members of a list one by one, and any other value as a whole. */
function valuesIn(person: Person, attribute: string): readonly (Attribute | null)[] {
  const value = Object.hasOwn(person, attribute) ? person[attribute] : undefined;
  if (value === undefined) return [];
  if (typeof value === 'symbol') return value === cleared ? [null] : [];
  return isMemberList(attribute) && Array.isArray(value) ? value : [value];
}

function sourcesOf(ranks: Ranks, attribute: string, value: Attribute | null, isMember: boolean): readonly FactSource[] {
  if (attribute === 'active') return sourcesOfState(ranks, value === true);
  if (!isMemberList(attribute)) return sourcesOfFact(ranks, attribute, value);
  return value === null
    ? sourcesOfEmptyList(ranks, attribute)
    : sourcesOfMember(ranks, attribute, String(value), isMember);
}

/** The first rank decides that says something of the attribute. */
function sourcesOfFact(ranks: Ranks, attribute: string, value: Attribute | null): readonly FactSource[] {
  const deciding = ranks.find((accounts) => accounts.some(({ facts }) => facts.has(attribute))) ?? [];
  return deciding.flatMap((account) => {
    const fact = account.facts.get(attribute);
    return fact !== undefined && isDeepStrictEqual(fact.value, value) ? [sourceOf(account, fact.since)] : [];
  });
}

function sourcesOfState(ranks: Ranks, isActive: boolean): readonly FactSource[] {
  const deciding = ranks.find((accounts) => accounts.some((account) => stateOf(account) !== undefined)) ?? [];
  return deciding.flatMap((account) => {
    const state = stateOf(account);
    return state !== undefined && (state.is === 'active') === isActive ? [sourceOf(account, state.since)] : [];
  });
}

function sourcesOfEmptyList(ranks: Ranks, list: string): readonly FactSource[] {
  return ranks.flat().flatMap((account) => {
    const wholeAt = account.lists.get(list)?.wholeAt;
    return wholeAt === undefined ? [] : [sourceOf(account, wholeAt)];
  });
}

/** The first rank decides that names the member. A list that was said as a whole since, without the member, says no. */
function sourcesOfMember(ranks: Ranks, list: string, member: string, isMember: boolean): readonly FactSource[] {
  const all = ranks.flat();
  for (const accounts of ranks) {
    const lists = listsThatCount(accounts, all).map((ofAccount) => ofAccount.get(list));
    const said = accounts.flatMap((account, index) => {
      const { members, wholeAt } = lists[index] ?? {};
      const membership = members?.get(member);
      return membership === undefined ? [] : [{ account, membership, wholeAt }];
    });
    if (said.length === 0) continue;
    return said.flatMap(({ account, membership, wholeAt }) => {
      const isOver = wholeAt !== undefined && membership.saidAt < wholeAt;
      if ((membership.isMember && !isOver) !== isMember) return [];
      return [sourceOf(account, membership.isMember && isOver ? wholeAt : membership.since)];
    });
  }
  return [];
}

function sourceOf({ source, publisher }: SourceAccount, since: string): FactSource {
  return { source, publisher, since };
}

/** Tells what of an event a policy can use. Nothing else of a person is remembered. */
import { collectionAttributes } from '../identity/attribute-names.ts';
import type { PersonReading } from '../identity/reading.ts';
import { memoise } from '../memoise.ts';
import { type ComparableValues, comparableValues } from '../policy/comparable-values.ts';
import type { Matcher } from '../policy/pattern.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameFields } from '../policy/username-choice.ts';
import { sha256 } from '../sha256.ts';
import { accountKeys } from './source-accounts.ts';

export interface UsableFacts {
  /** The attributes that tell accounts apart, that can hold the username, and that rules name; without the lists. */
  readonly attributes: ReadonlySet<string>;
  /** Of these, those that tell accounts apart, or can hold the username. */
  readonly naming: ReadonlySet<string>;
  /** The attributes that rules name. */
  readonly asked: ReadonlySet<string>;
  /** For each list, a hash of what rules ask for: what is kept of the list. */
  readonly kept: ReadonlyMap<string, string>;
  /** For each list, which of the names in it rules can match. */
  readonly members: ReadonlyMap<string, (names: readonly string[]) => readonly string[]>;
}

/** Of these attributes, each value is remembered by itself. */
export const memberLists: readonly string[] = collectionAttributes;

export const usableFacts = memoise((policy: Policy): UsableFacts => {
  const patterns = policy.rules.flatMap(({ when }) => Object.entries(when));
  const choice = usernameFields(policy.username).map(({ name }) => name);
  const naming = [...accountKeys, ...choice];
  const names = [...naming, ...patterns.map(([name]) => name)];
  const matchersOf = (list: string) => {
    const matchers = patterns.flatMap(([name, wanted]) => (name === list ? wanted : []));
    return [...new Map(matchers.map((matcher) => [JSON.stringify(matcher), matcher])).entries()].toSorted();
  };
  return {
    kept: new Map(memberLists.map((list) => [list, sha256(matchersOf(list)).slice(0, 16)])),
    naming: new Set(naming),
    asked: new Set(patterns.map(([name]) => name)),
    attributes: new Set(names.filter((name) => !memberLists.includes(name) && name !== 'active')),
    members: new Map(
      memberLists.map((list) => {
        const each = matchersOf(list).map(([, matcher]) => matcher);
        // The people of one event may share a list. It is read for the first of them alone.
        return [list, memoise((names: readonly string[]) => membersNamed(each, names))];
      }),
    ),
  };
});

/** The names and ids of groups, roles or entitlements that a rule can match, in comparable form, each once. */
export function usableMembers({ members }: UsableFacts, list: string, names: readonly string[]): readonly string[] {
  return members.get(list)?.(names) ?? [];
}

/** The end without what else the event says: somebody of whom too much is said leaves all the same. */
export function endAlone(policy: Policy, reading: PersonReading): PersonReading {
  const { naming } = usableFacts(policy);
  const named = Object.entries(reading.person).filter(([name]) => naming.has(name));
  return { ...reading, person: Object.fromEntries(named), groups: [] };
}

function membersNamed(wanted: readonly Matcher[], names: readonly string[]): readonly string[] {
  if (names.length === 0 || wanted.length === 0) return [];
  const values = comparableValues(names);
  const inLowerCase = Map.groupBy(values.texts, (text) => text.toLowerCase());
  return [...new Set(wanted.flatMap((matcher) => namedBy(matcher, values, inLowerCase)))];
}

function namedBy(
  matcher: Matcher,
  values: ComparableValues,
  inLowerCase: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  if (typeof matcher !== 'object') return values.has(String(matcher)) ? [String(matcher)] : [];
  if ('prefix' in matcher) return values.texts.filter((text) => text.startsWith(matcher.prefix));
  if ('suffix' in matcher) return values.texts.filter((text) => text.endsWith(matcher.suffix));
  if ('equals-ignore-case' in matcher) return inLowerCase.get(matcher['equals-ignore-case'].toLowerCase()) ?? [];
  // Any value is enough for `exists`: which of them is the last one, nobody knows before the others are gone.
  return values.texts;
}

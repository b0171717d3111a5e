/** What the policy has decided about a person's access, as a whole. */
import { isDeepStrictEqual } from 'node:util';

/** The ids of rules, by the id of an entity. */
export type RulesByEntity = ReadonlyMap<string, readonly string[]>;

export interface DecidedAccess {
  /** The entities that the person is to have, with the rules that grant them. */
  readonly assignments: RulesByEntity;
  /** Entities of `assignments` that only stay because the policy says to report their end; with the rules behind it. */
  readonly reported: RulesByEntity;
  readonly denials: RulesByEntity;
  /** Entities that rules do not grant any more, or that the facts contradict. */
  readonly ended: RulesByEntity;
  /** Entities that rules grant, with the rules that withhold them as long as something is unknown. No decision sends them. */
  readonly withheld: RulesByEntity;
  /** When access of `assignments` ends that no rule gives any more, by the id of an entity; RFC 3339 in UTC. */
  readonly endsAt: ReadonlyMap<string, string>;
  /** Whether the assignments are only kept for the person's return. */
  readonly isSuspended: boolean;
  readonly hasLeft: boolean;
  /** Whether an operator has yet to say if the person has left, or is suspended. Until then they get nothing new. */
  readonly mayHaveLeft: boolean;
  /** The newest leaving that ended access; RFC 3339. */
  readonly leftAt?: string | undefined;
  /** The id of the entity in which users are created; undefined before the first decision. */
  readonly home?: string | undefined;
}

export const nothingDecided: DecidedAccess = {
  assignments: new Map(),
  reported: new Map(),
  denials: new Map(),
  ended: new Map(),
  withheld: new Map(),
  endsAt: new Map(),
  isSuspended: false,
  hasLeft: false,
  mayHaveLeft: false,
};

/** Whether a function of the account would find no difference. */
export function isSameAccess(one: DecidedAccess, other: DecidedAccess): boolean {
  return (
    isSameState(one, other) &&
    areSameRules(one.assignments, other.assignments) &&
    areSameRules(one.denials, other.denials) &&
    areSameRules(one.ended, other.ended)
  );
}

function isSameState(one: DecidedAccess, other: DecidedAccess): boolean {
  return (
    one.isSuspended === other.isSuspended &&
    one.hasLeft === other.hasLeft &&
    one.mayHaveLeft === other.mayHaveLeft &&
    one.leftAt === other.leftAt &&
    one.home === other.home
  );
}

/** In whatever order. */
function areSameRules(some: RulesByEntity, others: RulesByEntity): boolean {
  return some.size === others.size && [...some].every(([id, rules]) => areSameIds(rules, others.get(id)));
}

function areSameIds(some: readonly string[], others: readonly string[] | undefined): boolean {
  if (others === undefined || some.length !== others.length) return false;
  if (some.every((id, index) => id === others[index])) return true;
  return isDeepStrictEqual(some.toSorted(), others.toSorted());
}

/** Such as one that has become home since: it is not granted any more, and not ended either. */
export function withoutEntity(decided: DecidedAccess, id: string | undefined): DecidedAccess {
  const without = <Value>(parts: ReadonlyMap<string, Value>) =>
    new Map([...parts].filter(([entityId]) => entityId !== id));
  return {
    ...decided,
    assignments: without(decided.assignments),
    reported: without(decided.reported),
    denials: without(decided.denials),
    ended: without(decided.ended),
    withheld: without(decided.withheld),
    endsAt: without(decided.endsAt),
  };
}

/** What of a decision is there that was not before. */
export function newIn<Value>(
  after: ReadonlyMap<string, Value>,
  before: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  return new Map([...after].filter(([id]) => !before.has(id)));
}

/**
 * The denials by which access may end.
 *
 * @param mayHaveOther whether a denial also ends access of which nothing is known: the person may have been given it before
 */
export function endingDenials(after: DecidedAccess, before: DecidedAccess, mayHaveOther: boolean): RulesByEntity {
  const denials = [...newIn(after.denials, before.denials)];
  return new Map(denials.filter(([id]) => mayHaveOther || before.assignments.has(id)));
}

/** Describes how a decision changes a person's access, for those who read of it. */
import type { Policy } from '../policy/policy.ts';
import type { QuarantinedEffect } from '../safeguard/quarantined.ts';
import { type DecidedAccess, endingDenials, newIn, nothingDecided, type RulesByEntity } from './decided-access.ts';
import type { KnownPerson } from './known-person.ts';
import type { RevocationCause } from './revocation-cause.ts';

/** Entities by the policy's names for them, in the policy's order. */
export interface AccessChange {
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  /** Entities that the person should no longer have. The policy says to report them instead of revoking. */
  readonly reported: readonly string[];
  /** Entities whose access ends after the policy's grace, unless a rule gives it by then. */
  readonly ending: readonly string[];
  /** When the access in `ending` ends; RFC 3339 in UTC. */
  readonly endsAt?: string | undefined;
  /** Entities whose grant or end the safeguard keeps from happening. */
  readonly quarantined: readonly string[];
  /** The ids of the rules that grant the entities in `granted`. */
  readonly grantedBy: readonly string[];
  /** The ids of the rules behind the end of the entities in `revoked`, `reported` or `ending`; none of what ends, or is reported, because the person is not active. */
  readonly endedBy: readonly string[];
  /** Entities that rules grant, and that the person does not get as long as something is unknown. */
  readonly withheld: readonly string[];
  /** The ids of the rules that withhold the entities in `withheld`. */
  readonly withheldBy: readonly string[];
}

export const noChange: AccessChange = {
  granted: [],
  revoked: [],
  reported: [],
  ending: [],
  quarantined: [],
  grantedBy: [],
  endedBy: [],
  withheld: [],
  withheldBy: [],
};

type Decided = Pick<KnownPerson, 'decided' | 'revision'>;

interface End extends Pick<RevocationCause, 'endedFromBefore'> {
  /** Whether the person has left, or is suspended. */
  readonly isOut: boolean;
  /** Whether the event is about an end that does not count, so that the access is only reported. */
  readonly isOverruled: boolean;
  /** The effects that the event would have had. */
  readonly quarantined?: readonly QuarantinedEffect[];
}

export function accessChange(policy: Policy, before: Decided, after: DecidedAccess, end: End): AccessChange {
  const granted = idsOf(newIn(inForce(after).assignments, inForce(before.decided).assignments));
  const { revoked = [], reported = [], endedBy = [] } = endedAccess(policy, before, after, end);
  const ending = newIn(after.endsAt, before.decided.endsAt);
  return {
    granted: namesOf(policy, granted),
    revoked: namesOf(policy, revoked),
    reported: namesOf(policy, reported),
    ending: namesOf(policy, [...ending.keys()]),
    endsAt: [...ending.values()].toSorted().at(0),
    quarantined: namesOf(policy, entitiesOf(policy, end.quarantined ?? [])),
    grantedBy: inOrder(policy, rulesOf(granted, after.assignments)),
    endedBy: inOrder(policy, [...endedBy, ...rulesOf([...ending.keys()], after.assignments)]),
    withheld: namesOf(policy, [...after.withheld.keys()]),
    withheldBy: inOrder(policy, [...after.withheld.values()].flat()),
  };
}

/** With the ids of entities. */
function endedAccess(
  policy: Policy,
  { decided: before, revision }: Decided,
  after: DecidedAccess,
  { endedFromBefore, isOut, isOverruled }: End,
): Partial<AccessChange> {
  if (isBlocked(after)) return { revoked: isBlocked(before) ? [] : everything(policy) };
  // Somebody about whom nothing was decided may have any access.
  if ((isOut || isOverruled) && revision === 0) return { reported: everything(policy) };
  const newlyReported = idsOf(newIn(after.reported, inForce(before).reported));
  const ended = newIn(after.ended, before.ended);
  if (isOut) return { reported: newlyReported, revoked: idsOf(ended), endedBy: [...ended.values()].flat() };
  const reported = isOverruled ? [...after.assignments.keys()] : newlyReported;
  const denied = endingDenials(after, before, endedFromBefore !== undefined);
  return {
    revoked: [...idsOf(ended), ...idsOf(denied)],
    reported,
    endedBy: [...[...ended.values(), ...denied.values()].flat(), ...rulesOf(reported, after.reported)],
  };
}

/** A leaving would end all. */
function entitiesOf(policy: Policy, effects: readonly QuarantinedEffect[]): readonly string[] {
  return effects.flatMap(({ entityId }) => (entityId === undefined ? everything(policy) : [entityId]));
}

function isBlocked({ isSuspended, hasLeft }: DecidedAccess): boolean {
  return isSuspended || hasLeft;
}

/** What of a decision shows as long as the person is suspended. */
function inForce(decided: DecidedAccess): Pick<DecidedAccess, 'assignments' | 'reported'> {
  return decided.isSuspended ? nothingDecided : decided;
}

/** All entities but home. */
function everything({ entities, homeEntity }: Policy): readonly string[] {
  return Object.entries(entities).flatMap(([name, id]) => (name === homeEntity ? [] : [id]));
}

function idsOf(rules: RulesByEntity): readonly string[] {
  return [...rules.keys()];
}

function rulesOf(ids: readonly string[], rules: RulesByEntity): readonly string[] {
  return ids.flatMap((id) => rules.get(id) ?? []);
}

/** The policy's names of entities; the id of one that it has none for. */
function namesOf({ entities }: Policy, ids: readonly string[]): readonly string[] {
  const chosen = new Set(ids);
  const known = Object.entries(entities).filter(([, id]) => chosen.has(id));
  for (const [, id] of known) chosen.delete(id);
  return [...known.map(([name]) => name), ...chosen];
}

/** In the policy's order, each once. */
function inOrder({ rules }: Policy, ids: readonly string[]): readonly string[] {
  const chosen = new Set(ids);
  const known = rules.filter(({ id }) => chosen.delete(id)).map(({ id }) => id);
  return [...known, ...chosen];
}

/** Tells what an event changes of a person's access, for the log and for operators. */
import type { Policy } from '../policy/policy.ts';
import type { DecidedAccess, RulesByEntity } from './decided-access.ts';
import type { Cause } from './decision.ts';
import type { KnownPerson } from './known-person.ts';

/** Entities by the policy's names for them, in the policy's order. */
export interface AccessChange {
  readonly granted: readonly string[];
  readonly revoked: readonly string[];
  /** Entities that the person should no longer have. The policy says to report them instead of revoking. */
  readonly reported: readonly string[];
  /** The ids of the rules that grant the entities in `granted`. */
  readonly grantedBy: readonly string[];
  /** The ids of the rules behind the end of the entities in `revoked` or `reported`; none for a leaver. */
  readonly endedBy: readonly string[];
}

export function accessChange(
  policy: Policy,
  { decided: before, revision }: Pick<KnownPerson, 'decided' | 'revision'>,
  after: DecidedAccess,
  { takes, isLeaving }: Pick<Cause, 'takes'> & { readonly isLeaving: boolean },
): AccessChange {
  const everything = Object.entries(policy.entities).flatMap(([name, id]) => (name === policy.homeEntity ? [] : [id]));
  const granted = newIn(after.assignments, before.assignments);
  const told = (revoked: readonly string[], reported: readonly string[], endedBy: readonly string[]): AccessChange => ({
    granted: namesOf(policy, granted),
    revoked: namesOf(policy, revoked),
    reported: namesOf(policy, reported),
    grantedBy: inOrder(policy, rulesOf(granted, after.assignments)),
    endedBy: inOrder(policy, endedBy),
  });
  if (after.hasLeft) return told(before.hasLeft ? [] : everything, [], []);
  const reported = newIn(after.reported, before.reported);
  if (isLeaving) {
    // Nothing is known of what a leaver has about whom nothing was decided.
    return told([], revision === 0 ? everything : reported, []);
  }
  const ended = newIn(after.ended, before.ended);
  const denied = newIn(after.denials, before.denials).filter((id) => takes !== 'none' || before.assignments.has(id));
  return told([...ended, ...denied], reported, [
    ...rulesOf(ended, after.ended),
    ...rulesOf(denied, after.denials),
    ...rulesOf(reported, after.reported),
  ]);
}

function newIn(after: RulesByEntity, before: RulesByEntity): readonly string[] {
  return [...after.keys()].filter((id) => !before.has(id));
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

function inOrder({ rules }: Policy, ids: readonly string[]): readonly string[] {
  const chosen = new Set(ids);
  const known = rules.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  return [...new Set([...known, ...ids])];
}

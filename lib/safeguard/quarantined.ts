/** Effects that wait for an operator: how a person's item remembers them. */
import * as z from 'zod/mini';
import type { RevocationCause } from '../people/revocation-cause.ts';
import { type Effect, effectKey, effectKinds, isOfLeaver } from './effect.ts';

const quarantined = z.object({
  kind: z.enum(effectKinds),
  entityId: z.optional(z.string()),
  behind: z.array(z.string()),
  revokedBy: z.optional(z.enum(['left', 'groupRemoved', 'ruleNoLongerMatches'])),
  set: z.string(),
  cause: z.string(),
  since: z.string(),
  isKept: z.optional(z.boolean()),
});

export interface QuarantinedEffect extends Effect {
  /** For an end: by what the policy's `on` says that it revokes. */
  readonly revokedBy?: RevocationCause['consequence'] | undefined;
  /** The id of the set that an operator releases or keeps. */
  readonly set: string;
  /** In words, such as `group zuora-germany`. */
  readonly cause: string;
  /** RFC 3339 in UTC. */
  readonly since: string;
  /** Whether an operator has said that it is not to happen. */
  readonly isKept?: boolean | undefined;
}

/** Whether an operator has said that somebody stays of whom sources say something else. */
export function isKeptLeaving(effect: QuarantinedEffect): boolean {
  return isOfLeaver(effect) && effect.isKept === true;
}

export function toStoredQuarantine(effects: readonly QuarantinedEffect[]): string {
  return JSON.stringify(effects);
}

export function ofStoredQuarantine(json: string): readonly QuarantinedEffect[] {
  return z.array(quarantined).parse(JSON.parse(json));
}

/**
 * The effects of the proposal that wait already, by what is still behind them. A further rule, or a further source that the
 * person has left, is a reason of its own: the effect is judged by it.
 */
export function stillProposed(
  waiting: readonly QuarantinedEffect[],
  proposed: readonly Effect[],
): readonly QuarantinedEffect[] {
  const now = byKey(proposed);
  return waiting.flatMap((effect) => {
    const same = now.get(effectKey(effect));
    return same !== undefined && isCovered(same, effect) ? [{ ...effect, behind: same.behind }] : [];
  });
}

/** The effects of the proposal that do not wait yet. */
export function newlyProposed<Proposed extends Effect>(
  waiting: readonly QuarantinedEffect[],
  proposed: readonly Proposed[],
): readonly Proposed[] {
  const before = byKey(waiting);
  return proposed.filter((effect) => !isCovered(effect, before.get(effectKey(effect))));
}

function byKey<Known extends Effect>(effects: readonly Known[]): ReadonlyMap<string, Known> {
  return new Map(effects.map((effect) => [effectKey(effect), effect]));
}

function isCovered({ behind }: Effect, waiting: Effect | undefined): boolean {
  return waiting !== undefined && behind.every((one) => waiting.behind.includes(one));
}

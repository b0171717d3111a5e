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

/** The effects of the proposal that wait already, as they wait. */
export function stillProposed(
  waiting: readonly QuarantinedEffect[],
  proposed: readonly Effect[],
): readonly QuarantinedEffect[] {
  const keys = new Set(proposed.map(effectKey));
  return waiting.filter((effect) => keys.has(effectKey(effect)));
}

/** The effects of the proposal that do not wait yet. */
export function newlyProposed<Proposed extends Effect>(
  waiting: readonly QuarantinedEffect[],
  proposed: readonly Proposed[],
): readonly Proposed[] {
  const keys = new Set(waiting.map(effectKey));
  return proposed.filter((effect) => !keys.has(effectKey(effect)));
}

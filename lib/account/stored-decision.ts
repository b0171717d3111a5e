/** The policy's decision in an account's item. */
import * as z from 'zod/mini';
import type { Decision } from './account.ts';

const rules = z.array(z.string());
const rulesByEntity = z.array(z.object({ entityId: z.string(), rules }));

export const storedDecision = z.object({
  generation: z.number(),
  revision: z.number(),
  isSuspended: z.boolean(),
  hasLeft: z.boolean(),
  mayHaveLeft: z.optional(z.boolean()),
  leftAt: z.optional(z.number()),
  home: z.optional(z.object({ entityId: z.string(), saidAt: z.number() })),
  assignments: z.array(z.object({ entityId: z.string(), rules, expiresAt: z.optional(z.number()) })),
  denials: rulesByEntity,
  /** Items of earlier releases have none. */
  ended: z._default(rulesByEntity, []),
  otherLogins: z.optional(
    z.array(z.object({ login: z.string(), generation: z.number(), leftAt: z.optional(z.number()) })),
  ),
});

export type StoredDecision = z.infer<typeof storedDecision>;

export function toStoredDecision({ assignments, denials, ended, otherLogins, ...others }: Decision): StoredDecision {
  return {
    ...others,
    ...(otherLogins && { otherLogins: otherLogins.map((other) => ({ ...other })) }),
    assignments: [...assignments].map(([entityId, { rules: ids, expiresAt }]) => ({
      ...{ entityId, rules: [...ids], expiresAt },
    })),
    denials: toStoredRules(denials),
    ended: toStoredRules(ended),
  };
}

export function ofStoredDecision({ assignments, denials, ended, leftAt, ...others }: StoredDecision): Decision {
  return {
    ...{ ...others, leftAt },
    assignments: new Map(assignments.map(({ entityId, ...assignment }) => [entityId, assignment])),
    denials: ofStoredRules(denials),
    ended: ofStoredRules(ended),
  };
}

type StoredRules = z.infer<typeof rulesByEntity>;

function toStoredRules(all: Decision['denials']): StoredRules {
  return [...all].map(([entityId, ids]) => ({ entityId, rules: [...ids] }));
}

function ofStoredRules(stored: StoredRules): Decision['denials'] {
  return new Map(stored.map(({ entityId, rules: ids }) => [entityId, ids]));
}

/** The policy's decision in an account's item. */
import * as z from 'zod/mini';
import type { Decision } from './account.ts';

const rules = z.array(z.string());

export const storedDecision = z.object({
  generation: z.number(),
  revision: z.number(),
  isSuspended: z.boolean(),
  hasLeft: z.boolean(),
  leftAt: z.optional(z.number()),
  home: z.optional(z.object({ entityId: z.string(), saidAt: z.number() })),
  assignments: z.array(z.object({ entityId: z.string(), rules, expiresAt: z.optional(z.number()) })),
  denials: z.array(z.object({ entityId: z.string(), rules })),
});

export type StoredDecision = z.infer<typeof storedDecision>;

export function toStoredDecision({ assignments, denials, ...others }: Decision): StoredDecision {
  return {
    ...others,
    assignments: [...assignments].map(([entityId, { rules: ids, expiresAt }]) => ({
      ...{ entityId, rules: [...ids], expiresAt },
    })),
    denials: [...denials].map(([entityId, ids]) => ({ entityId, rules: [...ids] })),
  };
}

export function ofStoredDecision({ assignments, denials, leftAt, ...others }: StoredDecision): Decision {
  return {
    ...{ ...others, leftAt },
    assignments: new Map(assignments.map(({ entityId, ...assignment }) => [entityId, assignment])),
    denials: new Map(denials.map(({ entityId, rules: ids }) => [entityId, ids])),
  };
}

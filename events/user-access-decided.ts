/** Say the whole of what the policy decided about a person's access. Only the service itself sends it. */
import * as z from 'zod/mini';
import { contract } from './contract.ts';
import { counter, entityId, instant, personId, ruleIds, username } from './fields.ts';

/** Of both lists together, as many as the other events may name. */
const maxEntities = 100;

/** In characters of JSON: an account keeps the newest decision, beside those of attempts that were cut off. */
const maxLength = 20 * 1024;

const denial = z.strictObject({ entityId, rules: ruleIds });
const ruleAssignment = z.strictObject({ entityId, rules: ruleIds, expiresAt: z.optional(instant) });

export const userAccessDecided = contract(
  'zuora.user-access.decided.v1',
  {
    /** The person's id in the service. */
    personId,
    username,
    /** The entity in which the user was created. Requests are made there, and the access to it is never ended. */
    entityId,
    /** Raised when the login gets another person. */
    generation: counter,
    /** Raised with every change of what was decided. */
    revision: counter,
    /** Whether the person has no access for now. */
    isSuspended: z.boolean(),
    /** Whether the person has left. */
    hasLeft: z.boolean(),
    /** The newest leaving. Requests and older access up to it are over. */
    leftAt: z.optional(instant),
    /** Every entity that rules grant, with the ids of the rules and the end. */
    ruleAssignments: z.pipe(z.array(ruleAssignment).check(z.maxLength(maxEntities)), sortedByEntity<RuleAssignment>()),
    /** Every entity that rules deny, with the ids of the rules. */
    denials: z.pipe(z.array(denial).check(z.maxLength(maxEntities)), sortedByEntity<Denial>()),
  },
  z.refine(({ hasLeft, leftAt }) => !hasLeft || leftAt !== undefined, {
    path: ['leftAt'],
    error: 'must be given for a person who has left',
  }),
  z.refine(({ ruleAssignments }) => namesEachOnce(ruleAssignments), {
    path: ['ruleAssignments'],
    error: 'must name each entity once',
  }),
  z.refine(({ denials }) => namesEachOnce(denials), { path: ['denials'], error: 'must name each entity once' }),
  z.refine(({ ruleAssignments, denials }) => ruleAssignments.length + denials.length <= maxEntities, {
    path: ['ruleAssignments'],
    error: `must be fewer: ruleAssignments and denials together are at most ${maxEntities}`,
  }),
  z.refine(({ ruleAssignments, denials }) => JSON.stringify([ruleAssignments, denials]).length <= maxLength, {
    path: ['ruleAssignments'],
    error: `must be smaller: ruleAssignments and denials together are at most ${maxLength / 1024} KB of JSON`,
  }),
);

type RuleAssignment = z.infer<typeof ruleAssignment>;
type Denial = z.infer<typeof denial>;

/** The order means nothing, so equal decisions are equal commands. */
function sortedByEntity<Named extends Denial>() {
  return z.transform((all: Named[]) => all.toSorted((one, other) => one.entityId.localeCompare(other.entityId)));
}

function namesEachOnce(all: readonly Denial[]): boolean {
  return new Set(all.map(({ entityId: id }) => id)).size === all.length;
}

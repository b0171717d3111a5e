/** Say the whole of what the policy decided about a person's access. Only the service itself sends it. */
import * as z from 'zod/mini';
import { foldLogin } from '../lib/login.ts';
import { contract } from './contract.ts';
import { counter, entityId, instant, personId, ruleIds, username } from './fields.ts';

/** A person has no more logins than ten. */
const maxOtherLogins = 9;

/** Of all lists together, as many as the other events may name. */
const maxEntities = 100;

/** In characters of JSON: an account keeps the newest decision, beside those of attempts that were cut off. */
const maxLength = 20 * 1024;

const namedEntity = z.strictObject({ entityId, rules: ruleIds });
// Not a username: nothing is done under it, so limits do not ask for its domain.
const otherLogin = z.strictObject({ login: username, generation: counter, leftAt: z.optional(instant) });
const ruleAssignment = z.strictObject({ entityId, rules: ruleIds, expiresAt: z.optional(instant) });

/** An empty list says as much as none, so they are equal commands. */
const sortedOrLeftOut = z.transform((all: NamedEntity[]) => (all.length > 0 ? sorted(all) : undefined));

/** Likewise. */
const sortedByLoginOrLeftOut = z.transform((all: OtherLogin[]) =>
  all.length > 0 ? all.toSorted((one, other) => one.login.localeCompare(other.login)) : undefined,
);

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
    /** Whether an operator has yet to say if the person has left. Until then no access is requested or approved. */
    mayHaveLeft: z.optional(z.boolean()),
    /** The newest leaving. Requests and older access up to it are over. */
    leftAt: z.optional(instant),
    /** Every entity that rules grant, with the ids of the rules and the end. */
    ruleAssignments: z.pipe(z.array(ruleAssignment).check(z.maxLength(maxEntities)), sortedByEntity<RuleAssignment>()),
    /** Every entity that rules deny, with the ids of the rules. */
    denials: z.pipe(z.array(namedEntity).check(z.maxLength(maxEntities)), sortedByEntity<NamedEntity>()),
    /** Every entity that no rule grants any more, with the ids of these rules. Requests of publishers go on there. */
    ended: z.optional(z.pipe(z.array(namedEntity).check(z.maxLength(maxEntities)), sortedOrLeftOut)),
    /** The other logins that a source has renamed to this one or from it. What is said of the user under them holds too. */
    otherLogins: z.optional(z.pipe(z.array(otherLogin).check(z.maxLength(maxOtherLogins)), sortedByLoginOrLeftOut)),
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
  z.refine(({ ended = [] }) => namesEachOnce(ended), { path: ['ended'], error: 'must name each entity once' }),
  z.refine(({ ruleAssignments, denials }) => !haveCommon(denials, ruleAssignments), {
    path: ['denials'],
    error: 'must name no entity of ruleAssignments',
  }),
  z.refine(({ ruleAssignments, denials, ended = [] }) => !haveCommon(ended, [...ruleAssignments, ...denials]), {
    path: ['ended'],
    error: 'must name no entity of ruleAssignments or denials',
  }),
  z.refine(({ username: own, otherLogins = [] }) => namesOthers(own, otherLogins), {
    path: ['otherLogins'],
    error: 'must name each login once, and not that of the event',
  }),
  z.refine((lists) => listsOf(lists).flat().length <= maxEntities, {
    path: ['ruleAssignments'],
    error: `must be fewer: ruleAssignments, denials and ended together are at most ${maxEntities}`,
  }),
  z.refine((lists) => JSON.stringify([...listsOf(lists), lists.otherLogins]).length <= maxLength, {
    path: ['ruleAssignments'],
    error: `must be smaller: all lists together are at most ${maxLength / 1024} KB of JSON`,
  }),
);

type RuleAssignment = z.infer<typeof ruleAssignment>;
type NamedEntity = z.infer<typeof namedEntity>;
type OtherLogin = z.infer<typeof otherLogin>;

/** The order means nothing, so equal decisions are equal commands. */
function sortedByEntity<Named extends NamedEntity>() {
  return z.transform((all: Named[]) => sorted(all));
}

function sorted<Named extends NamedEntity>(all: readonly Named[]): Named[] {
  return all.toSorted((one, other) => one.entityId.localeCompare(other.entityId));
}

interface Lists {
  readonly ruleAssignments: readonly RuleAssignment[];
  readonly denials: readonly NamedEntity[];
  readonly ended?: readonly NamedEntity[] | undefined;
}

function listsOf({ ruleAssignments, denials, ended = [] }: Lists): readonly (readonly NamedEntity[])[] {
  return [ruleAssignments, denials, ended];
}

function namesEachOnce(all: readonly NamedEntity[]): boolean {
  return new Set(all.map(({ entityId: id }) => id)).size === all.length;
}

function namesOthers(own: string, others: readonly OtherLogin[]): boolean {
  const names = [own, ...others.map(({ login }) => login)].map(foldLogin);
  return new Set(names).size === names.length;
}

function haveCommon(some: readonly NamedEntity[], others: readonly NamedEntity[]): boolean {
  const ids = new Set(others.map(({ entityId: id }) => id));
  return some.some(({ entityId: id }) => ids.has(id));
}

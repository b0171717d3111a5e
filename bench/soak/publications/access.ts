/** Good events that name a user and entities. */

import { home, offices } from '../../../local/zuora/large-tenant.ts';
import type { AccessCourse } from '../access-course.ts';
import { effectOf } from '../effects.ts';
import { nothingExpected } from '../expectation.ts';
import type { Random } from '../random.ts';
import { callsOf } from './calls.ts';
import { cloudEvent, usernameOf } from './cloud-event.ts';
import type { OperationRecipe, Publication } from './publication.ts';
import { timeAfter } from './times.ts';

/** From one to three. */
function someOffices(random: Random): readonly string[] {
  const first = random.below(offices.length);
  return [...offices, ...offices].slice(first, first + 1 + random.below(3));
}

/** The changes by which a user without access gets it. */
function changesToGive(username: string, entityIds: readonly string[]): readonly string[] {
  return entityIds.flatMap((entityId) => {
    return [...new Set([effectOf.access(username, entityId), effectOf.grant(username, entityId)])];
  });
}

/** The access of a user who gets it and loses it again, if the end does not come first. */
export function accessForATime(username: string, entityIds: readonly string[]): readonly AccessCourse[] {
  return entityIds.map((entityId) => ({ username, entityId, had: false, has: false, mostGrants: 1 }));
}

/** A request for a user of Zuora without access so far. */
export function requestOf(
  id: string,
  username: string,
  targetEntityIds: readonly string[],
  terms: { readonly expiresAt?: string } = {},
): Publication {
  return {
    operation: 'requestUserAccess',
    body: cloudEvent('requestUserAccess', id, { username, targetEntityIds, entityId: home, ...terms }),
    expected: { ...nothingExpected, changes: changesToGive(username, targetEntityIds) },
    users: [{ username }],
    calls: callsOf.request(username, targetEntityIds),
  };
}

/** The minimum and maximum of the seconds for which access is requested. Some ends come before their request is read. */
const lasting = [20, 300] as const;

/** A request for a time: a sweep finds its end. */
function requestForATime(id: string, random: Random): Publication {
  const [least, most] = lasting;
  const [username, entityIds] = [usernameOf(id), someOffices(random)];
  const request = requestOf(id, username, entityIds, { expiresAt: timeAfter(least + random.below(most - least)) });
  return { ...request, expected: { ...nothingExpected, courses: accessForATime(username, entityIds) } };
}

/** The share of the requests that are for a time. */
const shareForATime = 0.1;

/** A revocation of all access of a user. */
export function revocationOf(id: string, username: string, targetEntityIds: readonly string[]): Publication {
  return {
    operation: 'revokeUserAccess',
    body: cloudEvent('revokeUserAccess', id, { username, targetEntityIds }),
    expected: {
      ...nothingExpected,
      changes: targetEntityIds.map((entityId) => effectOf.accessEnd(username, entityId)),
    },
    users: [{ username, accessibleEntityIds: targetEntityIds }],
    calls: callsOf.revocation(username, targetEntityIds),
  };
}

function approvalOf(id: string, username: string, entityId: string): Publication {
  return {
    operation: 'approveUserAccess',
    body: cloudEvent('approveUserAccess', id, { username, entityId }),
    expected: { ...nothingExpected, changes: [effectOf.access(username, entityId)] },
    users: [{ username, pendingEntityIds: [entityId] }],
    calls: callsOf.approval(username),
  };
}

/** The whole of what the policy grants to a person without access so far. */
function decisionOf(id: string, username: string, entityIds: readonly string[]): Publication {
  const terms = { personId: id, generation: 1, revision: 1, isSuspended: false, hasLeft: false, denials: [] };
  const ruleAssignments = entityIds.map((entityId) => ({ entityId, rules: ['soak'] }));
  return {
    ...requestOf(id, username, entityIds),
    operation: 'applyAccessDecision',
    body: cloudEvent('applyAccessDecision', id, { ...terms, username, entityId: home, ruleAssignments }),
  };
}

export const accessRecipes = {
  requestUserAccess: {
    weight: 48,
    publication: (id, _, random) =>
      random.chance(shareForATime) ? requestForATime(id, random) : requestOf(id, usernameOf(id), someOffices(random)),
  },
  approveUserAccess: {
    weight: 8,
    publication: (id, number) => approvalOf(id, usernameOf(id), offices[number % offices.length] ?? home),
  },
  revokeUserAccess: {
    weight: 10,
    publication: (id, _, random) => revocationOf(id, usernameOf(id), someOffices(random)),
  },
  applyAccessDecision: {
    weight: 2,
    publication: (id, _, random) => decisionOf(id, usernameOf(id), someOffices(random)),
  },
} as const satisfies Record<string, OperationRecipe>;

/** Good events that name a user and entities. */

import { home, offices } from '../../../local/zuora/large-tenant.ts';
import { effectOf } from '../effects.ts';
import { nothingExpected } from '../expectation.ts';
import type { Random } from '../random.ts';
import { callsOf } from './calls.ts';
import { cloudEvent, usernameOf } from './cloud-event.ts';
import type { OperationRecipe, Publication } from './publication.ts';

/** From one to three. */
function someOffices(random: Random): readonly string[] {
  const first = random.below(offices.length);
  return [...offices, ...offices].slice(first, first + 1 + random.below(3));
}

/** A request for a user of Zuora without access so far. */
export function requestOf(id: string, username: string, targetEntityIds: readonly string[]): Publication {
  return {
    operation: 'requestUserAccess',
    body: cloudEvent('requestUserAccess', id, { username, targetEntityIds, entityId: home }),
    expected: { ...nothingExpected, changes: targetEntityIds.map((entityId) => effectOf.access(username, entityId)) },
    users: [{ username }],
    calls: callsOf.request(username),
  };
}

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
  requestUserAccess: { weight: 48, publication: (id, _, random) => requestOf(id, usernameOf(id), someOffices(random)) },
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

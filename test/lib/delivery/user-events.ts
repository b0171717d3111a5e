/** Events about one user, of every kind that changes access, and the operations that carry them out. */
import { randomUUID } from 'node:crypto';
import { userAccessApproved } from '../../../events/user-access-approved.ts';
import { userAccessDecided } from '../../../events/user-access-decided.ts';
import { userAccessRequested } from '../../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { decisionOf } from '../../../lib/delivery/decided-event.ts';
import type { AccessOperation, Command } from '../../../lib/delivery/operation.ts';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { accessEvent } from '../../factories.ts';

export const request: AccessOperation<Command> = {
  name: 'requestUserAccess',
  contract: userAccessRequested,
  access: 'requests',
};
export const approve: AccessOperation<Command> = {
  name: 'approveUserAccess',
  contract: userAccessApproved,
  access: 'approves',
};
export const revoke: AccessOperation<Command> = {
  name: 'revokeUserAccess',
  contract: userAccessRevoked,
  access: 'revokes',
};
export const decide = {
  name: 'applyAccessDecision',
  contract: userAccessDecided,
  access: 'decides',
  decisionOf,
} as const;

/** What a request may say. */
interface RequestTerms {
  readonly assignment?: string;
  /** How long from now; without an end, if left out. */
  readonly lasts?: number;
  readonly approvedBy?: readonly string[];
}

/** Events that somebody says now. */
export function eventsAbout(username: () => string, now: () => number) {
  function event(type: string, data: object) {
    const said = accessEvent({ id: randomUUID(), type, time: new Date(now()).toISOString() });
    return { ...said, data: { username: username(), ...data } };
  }

  /** @param terms of one assignment, `T-1` if they do not name it */
  function requestOf(entityIds: readonly string[], { assignment = 'T-1', lasts, approvedBy }: RequestTerms = {}) {
    const expiresAt = lasts === undefined ? undefined : new Date(now() + lasts).toISOString();
    const reason = { assignment, expiresAt, approvedBy };
    return event(userAccessRequested.type, { entityId: seedEntity.global, targetEntityIds: entityIds, ...reason });
  }

  return {
    requestOf,
    requestFor: (entityId: string, lasts: number) => requestOf([entityId], { lasts }),
    /** Of the access to these entities, whatever gave it. */
    removalFrom: (...targetEntityIds: string[]) => event(userAccessRevoked.type, { targetEntityIds }),
    endOf: (assignment: string, entityId: string) =>
      event(userAccessRevoked.type, { targetEntityIds: [entityId], assignments: [assignment] }),
    approvalOf: (entityId: string) => event(userAccessApproved.type, { entityId }),
    /** @param left when the person left before they came back */
    decisionOn(revision: number, isSuspended: boolean, grants: readonly string[] = [], left?: number) {
      const ruleAssignments = grants.map((entityId) => ({ entityId, rules: ['everybody'] }));
      const leftAt = left === undefined ? undefined : new Date(left).toISOString();
      const state = { generation: 1, revision, isSuspended, hasLeft: false, leftAt, ruleAssignments, denials: [] };
      return event(userAccessDecided.type, { personId: 'a-person', entityId: seedEntity.global, ...state });
    },
    /** The person has left. */
    departure() {
      const left = { hasLeft: true, leftAt: new Date(now()).toISOString() };
      const state = { generation: 1, revision: 1, isSuspended: false, ...left, ruleAssignments: [], denials: [] };
      return event(userAccessDecided.type, { personId: 'a-person', entityId: seedEntity.global, ...state });
    },
  };
}

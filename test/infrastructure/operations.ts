/** The functions that a template must hold, and what their parts are called in it. */
import { entityConnectionApproved } from '../../events/entity-connection-approved.ts';
import { entityConnectionDenied } from '../../events/entity-connection-denied.ts';
import { entityConnectionDisconnectRequested } from '../../events/entity-connection-disconnect-requested.ts';
import { entityConnectionRequested } from '../../events/entity-connection-requested.ts';
import { identityGroupMemberAdded } from '../../events/identity-group-member-added.ts';
import { identityGroupMemberRemoved } from '../../events/identity-group-member-removed.ts';
import { identityUserChanged } from '../../events/identity-user-changed.ts';
import { identityUserJoined } from '../../events/identity-user-joined.ts';
import { identityUserLeft } from '../../events/identity-user-left.ts';
import { userAccessApproved } from '../../events/user-access-approved.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';

/** Those that call Zuora. */
export const operations = [
  {
    name: 'requestUserAccess',
    queue: 'user-access-requests',
    events: [userAccessRequested.type],
    ...ids('RequestUserAccess', 'UserAccessRequests'),
  },
  {
    name: 'approveUserAccess',
    queue: 'access-approvals',
    events: [userAccessApproved.type],
    ...ids('ApproveUserAccess', 'AccessApprovals'),
  },
  {
    name: 'revokeUserAccess',
    queue: 'access-revocations',
    events: [userAccessRevoked.type],
    ...ids('RevokeUserAccess', 'AccessRevocations'),
  },
  {
    name: 'initiateEntityConnection',
    queue: 'entity-connections',
    events: [entityConnectionRequested.type],
    ...ids('InitiateEntityConnection', 'EntityConnections'),
  },
  {
    name: 'acceptEntityConnection',
    queue: 'connection-approvals',
    events: [entityConnectionApproved.type],
    ...ids('AcceptEntityConnection', 'ConnectionApprovals'),
  },
  {
    name: 'denyEntityConnection',
    queue: 'connection-denials',
    events: [entityConnectionDenied.type],
    ...ids('DenyEntityConnection', 'ConnectionDenials'),
  },
  {
    name: 'disconnectEntityConnection',
    queue: 'connection-disconnections',
    events: [entityConnectionDisconnectRequested.type],
    ...ids('DisconnectEntityConnection', 'ConnectionDisconnections'),
  },
];

/** That which derives events for them. */
export const translation = {
  name: 'translateIdentityEvent',
  queue: 'identity-events',
  events: [
    identityUserJoined,
    identityUserChanged,
    identityUserLeft,
    identityGroupMemberAdded,
    identityGroupMemberRemoved,
  ].map(({ type }) => type),
  ...ids('TranslateIdentityEvent', 'IdentityEvents'),
};

export const functions = [...operations, translation];

export type Operation = (typeof functions)[number];

function ids(operation: string, queue: string) {
  return {
    function: `${operation}LambdaFunction`,
    mapping: `${operation}EventSourceMappingSQS${queue}Queue`,
    role: `${operation}Role`,
    logGroup: `${operation}LogGroup`,
    sourceQueue: `${queue}Queue`,
    sourcePolicy: `${queue}QueuePolicy`,
    deadLetterQueue: `${queue}DeadLetterQueue`,
    deadLetterPolicy: `${queue}DeadLetterQueuePolicy`,
    rule: `${queue}Rule`,
    subscription: `${queue}Subscription`,
    alarm: (what: string) => `${queue}${what}Alarm`,
  };
}

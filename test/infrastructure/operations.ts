/** The operations that a template must hold, and what their parts are called in it. */
import { entityConnectionApproved } from '../../events/entity-connection-approved.ts';
import { entityConnectionRequested } from '../../events/entity-connection-requested.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';

export const operations = [
  {
    name: 'requestUserAccess',
    queue: 'user-access-requests',
    event: userAccessRequested.type,
    ...ids('RequestUserAccess', 'UserAccessRequests'),
  },
  {
    name: 'initiateEntityConnection',
    queue: 'entity-connections',
    event: entityConnectionRequested.type,
    ...ids('InitiateEntityConnection', 'EntityConnections'),
  },
  {
    name: 'acceptEntityConnection',
    queue: 'connection-approvals',
    event: entityConnectionApproved.type,
    ...ids('AcceptEntityConnection', 'ConnectionApprovals'),
  },
];

export type Operation = (typeof operations)[number];

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

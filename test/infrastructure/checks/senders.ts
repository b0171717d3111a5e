/** Who may send to the queues. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { Check } from '../check.ts';
import { withEvents, withoutPublishers, withPublishers } from '../operations.ts';
import { arnByName, arnOf, differences, type Resource } from '../template.ts';
import { dev, guarded, local, prod, publishers, snsTopic } from '../variants.ts';

const statements = 'Properties.PolicyDocument.Statement';
const policyStatements = z.array(z.looseObject({ Effect: z.string() })).default([]);

const ownRule = (queue: string) => arnByName('events', `rule/zuora-access-prod/zuora-access-prod-${queue}`);

function tlsOnly(queue: string) {
  return {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 'sqs:*',
    Resource: arnOf(queue),
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

function admit(queue: string, sid: string, principal: object, sources?: unknown[]) {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: principal,
    Action: ['sqs:SendMessage'],
    Resource: arnOf(queue),
    ...(sources && { Condition: { ArnEquals: { 'aws:SourceArn': sources } } }),
  };
}

const rules = { Service: 'events.amazonaws.com' };
const topics = { Service: 'sns.amazonaws.com' };

/** What a policy allows is for others: this account's principals need no policy. */
function allowsOnly(policy: Resource, expected: unknown[]): string[] {
  const given = policyStatements.parse(policy.at(statements)).filter(({ Effect }) => Effect === 'Allow');
  return isDeepStrictEqual(given, expected) ? [] : [`${policy.id}: allows ${JSON.stringify(given)}`];
}

export const senderChecks: Check[] = [
  {
    rule: 'every queue has one policy of its own, which refuses plain HTTP',
    problems: (template) => {
      const queues = template.all('AWS::SQS::Queue').map(({ id }) => id);
      const others = template
        .all('AWS::SQS::QueuePolicy')
        .filter(({ id }) => !queues.includes(id.replace(/Policy$/, '')));
      return [
        ...queues.flatMap((queue) =>
          differences(template.one(`${queue}Policy`), {
            'Properties.Queues': [{ Ref: queue }],
            [`${statements}.0`]: tlsOnly(queue),
          }),
        ),
        ...others.map(({ id }) => `${id}: is no queue’s own`),
      ];
    },
    breaks: [
      { in: dev, resource: 'ConnectionApprovalsDeadLetterQueuePolicy', path: '', to: undefined },
      {
        in: prod,
        resource: 'UserAccessRequestsQueuePolicy',
        path: `${statements}.0.Condition.Bool.aws:SecureTransport`,
        to: 'true',
      },
      { in: guarded, resource: 'EventBusDeadLetterQueuePolicy', path: `${statements}.0.Action`, to: 'sqs:SendMessage' },
      { in: local, resource: 'EntityConnectionsQueuePolicy', path: 'Properties.Queues', to: [] },
      { in: prod, resource: 'SharedPolicy', path: '', to: { Type: 'AWS::SQS::QueuePolicy' } },
    ],
  },
  {
    rule: 'a queue admits the allowed publishers and the open front doors, and from elsewhere nobody',
    problems: (template, { guards }) =>
      withPublishers.flatMap(({ queue, sourceQueue, sourcePolicy }) => {
        const expected = guards
          ? [
              admit(sourceQueue, 'Publishers', { AWS: [publishers.account, publishers.role] }),
              admit(sourceQueue, 'Rules', rules, [publishers.rule, ownRule(queue)]),
              admit(sourceQueue, 'Topics', topics, [publishers.topic, snsTopic]),
            ]
          : [];
        return allowsOnly(template.one(sourcePolicy), expected);
      }),
    breaks: [
      {
        in: prod,
        resource: 'UserAccessRequestsQueuePolicy',
        path: `${statements}.1`,
        to: admit('UserAccessRequestsQueue', 'All', { AWS: '*' }),
      },
      {
        in: dev,
        resource: 'EntityConnectionsQueuePolicy',
        path: `${statements}.1`,
        to: admit('EntityConnectionsQueue', 'Topics', topics),
      },
      { in: guarded, resource: 'UserAccessRequestsQueuePolicy', path: `${statements}.1.Principal.AWS`, to: '*' },
      { in: guarded, resource: 'UserAccessRequestsQueuePolicy', path: `${statements}.1.Action`, to: 'sqs:*' },
      { in: guarded, resource: 'EntityConnectionsQueuePolicy', path: `${statements}.2.Condition`, to: undefined },
      {
        in: guarded,
        resource: 'EntityConnectionsQueuePolicy',
        path: `${statements}.2.Condition.ArnEquals.aws:SourceArn.1`,
        to: ownRule('user-access-requests'),
      },
      { in: guarded, resource: 'ConnectionApprovalsQueuePolicy', path: `${statements}.3`, to: undefined },
    ],
  },
  {
    rule: 'nobody from elsewhere sends to a queue of decisions, or of messages that only say where to look',
    problems: (template) => withoutPublishers.flatMap(({ sourcePolicy }) => allowsOnly(template.one(sourcePolicy), [])),
    breaks: [
      {
        in: guarded,
        resource: 'AccountLooksQueuePolicy',
        path: `${statements}.1`,
        to: admit('AccountLooksQueue', 'Publishers', { AWS: [publishers.account, publishers.role] }),
      },
      {
        in: guarded,
        resource: 'AccessDecisionsQueuePolicy',
        path: `${statements}.1`,
        to: admit('AccessDecisionsQueue', 'Rules', rules, [ownRule('access-decisions')]),
      },
    ],
  },
  {
    rule: 'nobody from elsewhere sends to a dead-letter queue, but a front door to its own',
    problems: (template, { guards }) => {
      const expected: [string, unknown[]][] = [
        ...withEvents.map(({ deadLetterQueue }): [string, unknown[]] => [deadLetterQueue, []]),
        ['AnnouncedChangesDeadLetterQueue', []],
        ...(guards
          ? [
              frontDoor(
                'EventBusDeadLetterQueue',
                'Rules',
                rules,
                withPublishers.map(({ queue }) => ownRule(queue)),
              ),
              frontDoor('SnsTopicDeadLetterQueue', 'Topics', topics, [snsTopic]),
              ['AuditOutcomesDeadLetterQueue', []] as [string, unknown[]],
            ]
          : []),
      ];
      return expected.flatMap(([queue, admitted]) => allowsOnly(template.one(`${queue}Policy`), admitted));
    },
    breaks: [
      {
        in: prod,
        resource: 'UserAccessRequestsDeadLetterQueuePolicy',
        path: `${statements}.1`,
        to: admit('UserAccessRequestsDeadLetterQueue', 'Publishers', { AWS: ['111122223333'] }),
      },
      { in: guarded, resource: 'EventBusDeadLetterQueuePolicy', path: `${statements}.1.Condition`, to: undefined },
      { in: guarded, resource: 'SnsTopicDeadLetterQueuePolicy', path: `${statements}.1`, to: undefined },
    ],
  },
];

function frontDoor(queue: string, sid: string, principal: object, sources: unknown[]): [string, unknown[]] {
  return [queue, [admit(queue, sid, principal, sources)]];
}

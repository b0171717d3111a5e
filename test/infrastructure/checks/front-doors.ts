/** The ways in beside the queues: the event bus, and the subscriptions to a topic. */
import type { Check } from '../check.ts';
import { withPublishers } from '../operations.ts';
import { arnOf, differences, type Template } from '../template.ts';
import { dev, guarded, prod, publishers, snsTopic } from '../variants.ts';

const types = ['AWS::Events::EventBus', 'AWS::Events::EventBusPolicy', 'AWS::Events::Rule', 'AWS::SNS::Subscription'];

const ofType = (event: string) => [event, { suffix: `.${event}` }];

/** Front doors are looked at where they are wanted; elsewhere the first rule says that there are none. */
function whereWanted(problems: (template: Template) => string[]): Check['problems'] {
  return (template, { guards }) => (guards ? problems(template) : []);
}

export const frontDoorChecks: Check[] = [
  {
    rule: 'a front door is there only if it is wanted',
    problems: (template, { guards }) =>
      guards ? [] : types.flatMap((type) => template.all(type).map(({ id }) => `${id}: is not wanted`)),
    breaks: [
      { in: prod, resource: 'EventBus', path: '', to: { Type: 'AWS::Events::EventBus' } },
      { in: dev, resource: 'Subscription', path: '', to: { Type: 'AWS::SNS::Subscription' } },
    ],
  },
  {
    rule: 'the event bus routes every type of event to its queue, and nothing else',
    problems: whereWanted((template) => [
      ...differences(template.one('EventBus'), { 'Properties.Name': 'zuora-access-prod' }),
      ...withPublishers.flatMap(({ rule, events, queue, sourceQueue }) =>
        differences(template.one(rule), {
          // By this name the policies of queues and key admit it.
          'Properties.Name': `zuora-access-prod-${queue}`,
          'Properties.EventBusName': { 'Fn::GetAtt': ['EventBus', 'Name'] },
          'Properties.EventPattern': { 'detail-type': events.flatMap(ofType) },
          'Properties.Targets.0.Arn': arnOf(sourceQueue),
        }),
      ),
    ]),
    breaks: [
      { in: guarded, resource: 'UserAccessRequestsRule', path: 'Properties.EventPattern', to: { source: ['hr'] } },
      {
        in: guarded,
        resource: 'EntityConnectionsRule',
        path: 'Properties.Targets.0.Arn',
        to: arnOf('ConnectionApprovalsQueue'),
      },
      { in: guarded, resource: 'ConnectionApprovalsRule', path: '', to: undefined },
      { in: guarded, resource: 'ConnectionApprovalsRule', path: 'Properties.Name', to: undefined },
      { in: guarded, resource: 'EventBus', path: 'Properties.Name', to: 'default' },
    ],
  },
  {
    rule: 'what the event bus cannot deliver is tried for a day, and then kept',
    problems: whereWanted((template) =>
      template.all('AWS::Events::Rule').flatMap((rule) =>
        differences(rule, {
          'Properties.Targets.0.RetryPolicy': { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
          'Properties.Targets.0.DeadLetterConfig': { Arn: arnOf('EventBusDeadLetterQueue') },
        }),
      ),
    ),
    breaks: [
      { in: guarded, resource: 'UserAccessRequestsRule', path: 'Properties.Targets.0.RetryPolicy', to: undefined },
      { in: guarded, resource: 'EntityConnectionsRule', path: 'Properties.Targets.0.DeadLetterConfig', to: undefined },
    ],
  },
  {
    rule: 'the event bus takes events from this account and the allowed accounts and roles',
    problems: whereWanted((template) =>
      differences(template.one('EventBusPolicy'), {
        'Properties.EventBusName': { 'Fn::GetAtt': ['EventBus', 'Name'] },
        'Properties.Statement': {
          Sid: 'Publishers',
          Effect: 'Allow',
          Principal: { AWS: [publishers.account, publishers.role] },
          Action: ['events:PutEvents'],
          Resource: arnOf('EventBus'),
        },
      }),
    ),
    breaks: [
      { in: guarded, resource: 'EventBusPolicy', path: 'Properties.Statement.Principal', to: '*' },
      { in: guarded, resource: 'EventBusPolicy', path: 'Properties.Statement.Action', to: ['events:*'] },
    ],
  },
  {
    rule: 'each queue is subscribed to the topic for its type of event, without an envelope',
    problems: whereWanted((template) =>
      withPublishers.flatMap(({ subscription, events, sourceQueue }) =>
        differences(template.one(subscription), {
          'Properties.TopicArn': snsTopic,
          'Properties.Region': 'eu-west-1',
          'Properties.Protocol': 'sqs',
          'Properties.Endpoint': arnOf(sourceQueue),
          'Properties.RawMessageDelivery': true,
          'Properties.FilterPolicyScope': 'MessageBody',
          'Properties.FilterPolicy': { type: events.flatMap(ofType) },
        }),
      ),
    ),
    breaks: [
      { in: guarded, resource: 'UserAccessRequestsSubscription', path: 'Properties.FilterPolicy', to: undefined },
      { in: guarded, resource: 'EntityConnectionsSubscription', path: 'Properties.FilterPolicyScope', to: undefined },
      { in: guarded, resource: 'ConnectionApprovalsSubscription', path: '', to: undefined },
    ],
  },
  {
    rule: 'what the topic cannot deliver is kept',
    problems: whereWanted((template) =>
      template.all('AWS::SNS::Subscription').flatMap((subscription) =>
        differences(subscription, {
          'Properties.RedrivePolicy': { deadLetterTargetArn: arnOf('SnsTopicDeadLetterQueue') },
        }),
      ),
    ),
    breaks: [
      { in: guarded, resource: 'UserAccessRequestsSubscription', path: 'Properties.RedrivePolicy', to: undefined },
    ],
  },
  {
    rule: 'a front door opens after the policies that let it deliver',
    problems: whereWanted((template) => {
      const doors: [type: string, deadLetterPolicy: string][] = [
        ['AWS::Events::Rule', 'EventBusDeadLetterQueuePolicy'],
        ['AWS::SNS::Subscription', 'SnsTopicDeadLetterQueuePolicy'],
      ];
      return doors.flatMap(([type, deadLetterPolicy]) =>
        template.all(type).flatMap((door) => {
          const policy = door.id.replace(/(Rule|Subscription)$/, 'QueuePolicy');
          return differences(door, { DependsOn: [policy, deadLetterPolicy] });
        }),
      );
    }),
    breaks: [
      { in: guarded, resource: 'UserAccessRequestsRule', path: 'DependsOn', to: [] },
      { in: guarded, resource: 'UserAccessRequestsSubscription', path: 'DependsOn', to: undefined },
    ],
  },
];

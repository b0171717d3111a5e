/** Announced changes: where they wait, and who may send them. */
import type { Check } from '../check.ts';
import { sweeps } from '../operations.ts';
import { arnByName, arnOf, differences } from '../template.ts';
import { dev, guarded, local, prod } from '../variants.ts';

const trust = 'Properties.AssumeRolePolicyDocument.Statement';
const statements = 'Properties.Policies.0.PolicyDocument.Statement';

/** The queue that is woken for announced changes, and the one for what could not be sent. */
const queues = ['IdentityEventsQueue', 'AnnouncedChangesDeadLetterQueue'];

export const scheduleChecks: Check[] = [
  {
    rule: 'announced changes wait in a group of their own, beside a queue for what could not be sent',
    problems: (template, { stage }) => {
      const name = `zuora-access-${stage}-announced-changes`;
      return [
        ...differences(template.one('ScheduleGroup'), { 'Properties.Name': name }),
        ...differences(template.one('AnnouncedChangesDeadLetterQueue'), { 'Properties.QueueName': `${name}-dlq` }),
      ];
    },
    breaks: [
      { in: prod, resource: 'ScheduleGroup', path: '', to: undefined },
      { in: local, resource: 'ScheduleGroup', path: 'Properties.Name', to: undefined },
    ],
  },
  {
    rule: 'a sweep comes every minute, by a schedule in a group of its own, and is not sent late',
    problems: (template, { stage, guards }) =>
      sweeps.flatMap(({ queue, sourceQueue, schedule, scheduleGroup, scheduleRole }) => {
        const name = `zuora-access-${stage}-${queue}`;
        return [
          ...differences(template.one(scheduleGroup), { 'Properties.Name': name }),
          ...differences(template.one(schedule), {
            DependsOn: [scheduleGroup],
            Properties: {
              Name: name,
              GroupName: name,
              ScheduleExpression: 'rate(1 minute)',
              FlexibleTimeWindow: { Mode: 'OFF' },
              ...(guards && { KmsKeyArn: arnOf('EncryptionKey') }),
              Target: {
                Arn: arnOf(sourceQueue),
                RoleArn: arnOf(scheduleRole),
                Input: `{"sweep":"${queue}"}`,
                RetryPolicy: { MaximumEventAgeInSeconds: 60 },
              },
            },
          }),
        ];
      }),
    breaks: [
      { in: prod, resource: 'AccountSweepsSchedule', path: 'Properties.ScheduleExpression', to: 'rate(1 hour)' },
      { in: dev, resource: 'AccountSweepsSchedule', path: 'Properties.State', to: 'DISABLED' },
      { in: local, resource: 'AccountSweepsSchedule', path: 'Properties.Target.RetryPolicy', to: undefined },
      { in: guarded, resource: 'AccountSweepsSchedule', path: 'Properties.KmsKeyArn', to: undefined },
      { in: prod, resource: 'AccountSweepsScheduleGroup', path: 'Properties.Name', to: 'default' },
    ],
  },
  {
    rule: 'EventBridge Scheduler sends sweeps to their queue, and does nothing else for them',
    problems: (template, { stage, guards }) =>
      sweeps.flatMap(({ queue, sourceQueue, scheduleRole }) =>
        differences(template.one(scheduleRole), {
          [trust]: [
            {
              Effect: 'Allow',
              Principal: { Service: 'scheduler.amazonaws.com' },
              Action: 'sts:AssumeRole',
              Condition: {
                StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
                ArnEquals: { 'aws:SourceArn': arnByName('scheduler', `schedule-group/zuora-access-${stage}-${queue}`) },
              },
            },
          ],
          [statements]: [
            { Effect: 'Allow', Action: ['sqs:SendMessage'], Resource: arnOf(sourceQueue) },
            ...(guards
              ? [{ Effect: 'Allow', Action: ['kms:Decrypt', 'kms:GenerateDataKey'], Resource: arnOf('EncryptionKey') }]
              : []),
          ],
          'Properties.Policies.1': undefined,
          'Properties.ManagedPolicyArns': undefined,
        }),
      ),
    breaks: [
      { in: prod, resource: 'AccountSweepsScheduleRole', path: `${statements}.0.Resource`, to: '*' },
      { in: dev, resource: 'AccountSweepsScheduleRole', path: `${trust}.0.Condition.ArnEquals`, to: undefined },
      { in: guarded, resource: 'AccountSweepsScheduleRole', path: `${statements}.1`, to: undefined },
    ],
  },
  {
    rule: 'EventBridge Scheduler alone assumes its role, and for the schedules of this stage alone',
    problems: (template, { stage }) =>
      differences(template.one('SchedulerRole'), {
        'Properties.RoleName': `zuora-access-${stage}-scheduler-us-east-1`,
        [trust]: [
          {
            Effect: 'Allow',
            Principal: { Service: 'scheduler.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: {
                'aws:SourceArn': arnByName('scheduler', `schedule-group/zuora-access-${stage}-announced-changes`),
              },
            },
          },
        ],
      }),
    breaks: [
      { in: prod, resource: 'SchedulerRole', path: `${trust}.0.Principal.Service`, to: 'lambda.amazonaws.com' },
      { in: dev, resource: 'SchedulerRole', path: `${trust}.0.Condition.StringEquals`, to: undefined },
      { in: guarded, resource: 'SchedulerRole', path: `${trust}.0.Condition.ArnEquals`, to: undefined },
      { in: prod, resource: 'SchedulerRole', path: 'Properties.RoleName', to: 'zuora-access-prod-scheduler' },
    ],
  },
  {
    rule: 'EventBridge Scheduler sends to the queue of identity events and its own dead-letter queue, and does nothing else',
    problems: (template, { guards }) => {
      const allow = (Action: string[], Resource: object) => ({ Effect: 'Allow', Action, Resource });
      return differences(template.one('SchedulerRole'), {
        [statements]: [
          ...queues.map((queue) => allow(['sqs:SendMessage'], arnOf(queue))),
          ...(guards ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf('EncryptionKey'))] : []),
        ],
        'Properties.Policies.1': undefined,
        'Properties.ManagedPolicyArns': undefined,
      });
    },
    breaks: [
      { in: prod, resource: 'SchedulerRole', path: `${statements}.0.Resource`, to: '*' },
      { in: dev, resource: 'SchedulerRole', path: `${statements}.1`, to: undefined },
      { in: guarded, resource: 'SchedulerRole', path: `${statements}.2`, to: undefined },
      {
        in: prod,
        resource: 'SchedulerRole',
        path: 'Properties.ManagedPolicyArns',
        to: ['arn:aws:iam::aws:policy/AmazonSQSFullAccess'],
      },
    ],
  },
];

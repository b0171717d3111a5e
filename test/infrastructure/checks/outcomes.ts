/** The pipe that sends the entries of the audit log to an event bus: what it sends, and what it may do. */
import type { Check } from '../check.ts';
import { filled } from '../pipe-template.ts';
import { arnByName, arnOf, differences } from '../template.ts';
import { dev, guarded, outcomeBus, prod } from '../variants.ts';

const trust = 'Properties.AssumeRolePolicyDocument.Statement';
const statements = 'Properties.Policies.0.PolicyDocument.Statement';
const source = 'Properties.SourceParameters';
const stream = `${source}.DynamoDBStreamParameters`;
const target = 'Properties.TargetParameters';

/** An entry, and what makes it one of DynamoDB's stream. */
const image = { account: { S: 'an-account' }, what: { S: 'verify' }, outcome: { S: 'seen' } };
const record = {
  eventID: 'an-id',
  dynamodb: { NewImage: { ...image, recordedAt: { S: '2026-11-29T06:00:00.000Z' } } },
};

export const outcomeChecks: Check[] = [
  {
    rule: 'the audit log has a stream of its new entries only if an event bus is sent them',
    problems: (template, { guards }) => [
      ...differences(template.one('Audit'), {
        'Properties.StreamSpecification': guards ? { StreamViewType: 'NEW_IMAGE' } : undefined,
      }),
      ...['Ledger', 'Accounts'].flatMap((table) =>
        differences(template.one(table), { 'Properties.StreamSpecification': undefined }),
      ),
      ...(guards ? [] : template.all('AWS::Pipes::Pipe').map(({ id }) => `${id}: is not wanted`)),
    ],
    breaks: [
      { in: guarded, resource: 'Audit', path: 'Properties.StreamSpecification.StreamViewType', to: 'KEYS_ONLY' },
      { in: prod, resource: 'Audit', path: 'Properties.StreamSpecification', to: { StreamViewType: 'NEW_IMAGE' } },
      { in: guarded, resource: 'Accounts', path: 'Properties.StreamSpecification', to: {} },
      { in: dev, resource: 'AnotherPipe', path: '', to: { Type: 'AWS::Pipes::Pipe', Properties: {} } },
    ],
  },
  {
    rule: 'a pipe sends each entry of the audit log to the event bus, no login and no deletion, and tries for a day',
    problems: (template, { stage, guards }) => {
      if (!guards) return [];
      const pipe = template.one('OutcomePipe');
      const pattern = JSON.parse(String(pipe.at(`${source}.FilterCriteria.Filters.0.Pattern`) ?? '{}'));
      return [
        ...differences(pipe, {
          'Properties.Name': `zuora-access-${stage}-audit-outcomes`,
          'Properties.RoleArn': arnOf('OutcomePipeRole'),
          'Properties.Source': { 'Fn::GetAtt': ['Audit', 'StreamArn'] },
          'Properties.Target': outcomeBus,
          'Properties.DesiredState': undefined,
          [`${source}.FilterCriteria.Filters.1`]: undefined,
          [stream]: {
            ...{ StartingPosition: 'TRIM_HORIZON', BatchSize: 10, OnPartialBatchItemFailure: 'AUTOMATIC_BISECT' },
            ...{ MaximumRecordAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
            DeadLetterConfig: { Arn: arnOf('AuditOutcomesDeadLetterQueue') },
          },
        }),
        ...differences(
          { id: 'OutcomePipe', at: () => pattern },
          {
            pattern: {
              eventName: ['INSERT'],
              dynamodb: { NewImage: { position: { S: [{ 'anything-but': { prefix: 'login#' } }] } } },
            },
          },
        ),
      ];
    },
    breaks: [
      { in: guarded, resource: 'OutcomePipe', path: `${source}.FilterCriteria.Filters.0.Pattern`, to: '{}' },
      { in: guarded, resource: 'OutcomePipe', path: `${source}.FilterCriteria`, to: undefined },
      { in: guarded, resource: 'OutcomePipe', path: `${stream}.DeadLetterConfig`, to: undefined },
      { in: guarded, resource: 'OutcomePipe', path: `${stream}.MaximumRetryAttempts`, to: 0 },
      { in: guarded, resource: 'OutcomePipe', path: 'Properties.Target', to: arnOf('EventBus') },
    ],
  },
  {
    rule: 'an event about an entry is a CloudEvent with the entry in it',
    problems: (template, { stage, guards }) => {
      if (!guards) return [];
      const pipe = template.one('OutcomePipe');
      const type = 'zuora-access.audit-entry.v1';
      const service = `zuora-access-${stage}`;
      const { NewImage: entry } = record.dynamodb;
      return [
        ...differences(pipe, { [`${target}.EventBridgeEventBusParameters`]: { DetailType: type, Source: service } }),
        ...differences(
          { id: 'OutcomePipe', at: () => filled(pipe.at(`${target}.InputTemplate`), record) },
          {
            detail: {
              ...{ specversion: '1.0', type, source: service, id: 'an-id', subject: 'an-account' },
              ...{ time: '2026-11-29T06:00:00.000Z', data: { what: 'verify', outcome: 'seen', entry } },
            },
          },
        ),
      ];
    },
    breaks: [
      {
        in: guarded,
        resource: 'OutcomePipe',
        path: `${target}.InputTemplate`,
        to: '{"entry":"<$.dynamodb.NewImage>"}',
      },
      { in: guarded, resource: 'OutcomePipe', path: `${target}.InputTemplate`, to: undefined },
      {
        in: guarded,
        resource: 'OutcomePipe',
        path: `${target}.EventBridgeEventBusParameters.Source`,
        to: 'aws.zuora',
      },
    ],
  },
  {
    rule: 'EventBridge Pipes assumes the role of the pipe for it alone, reads the stream, sends to the bus, and does nothing else',
    problems: (template, { stage, guards }) => {
      if (!guards) return [];
      const allow = (Action: string[], Resource: unknown) => ({ Effect: 'Allow', Action, Resource });
      return differences(template.one('OutcomePipeRole'), {
        [trust]: [
          {
            Effect: 'Allow',
            Principal: { Service: 'pipes.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnEquals: { 'aws:SourceArn': arnByName('pipes', `pipe/zuora-access-${stage}-audit-outcomes`) },
            },
          },
        ],
        [statements]: [
          allow(
            ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
            arnByName('dynamodb', `table/zuora-access-${stage}-audit/stream/*`),
          ),
          allow(['sqs:SendMessage'], arnOf('AuditOutcomesDeadLetterQueue')),
          allow(['events:PutEvents'], outcomeBus),
          allow(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf('EncryptionKey')),
        ],
        'Properties.Policies.1': undefined,
        'Properties.ManagedPolicyArns': undefined,
      });
    },
    breaks: [
      { in: guarded, resource: 'OutcomePipeRole', path: `${trust}.0.Condition.ArnEquals`, to: undefined },
      { in: guarded, resource: 'OutcomePipeRole', path: `${statements}.0.Resource`, to: '*' },
      { in: guarded, resource: 'OutcomePipeRole', path: `${statements}.2.Resource`, to: '*' },
      { in: guarded, resource: 'OutcomePipeRole', path: `${statements}.3`, to: undefined },
    ],
  },
];

/** What delivery relies on: queues and mappings as AWS's documentation asks for them. */
import { maxReceives } from '../../../lib/delivery/schedule.ts';
import type { Check } from '../check.ts';
import { functions, type Operation, personLooks, withEvents, withoutEvents } from '../operations.ts';
import { arnByName, arnOf, differences } from '../template.ts';
import { dev, guarded, local, prod } from '../variants.ts';

const variables = 'Properties.Environment.Variables';
const fourteenDays = 14 * 86_400;

type Expected = [id: string, Record<string, unknown>];

function deadLettersOf(operation: Operation, prefix: string): Expected[] {
  const name = `${prefix}-${operation.queue}-dlq`;
  return [
    [operation.function, { [`${variables}.ZUORA_ACCESS_DEAD_LETTER_QUEUE`]: name }],
    [operation.deadLetterQueue, { 'Properties.QueueName': name }],
    [operation.sourceQueue, { 'Properties.RedrivePolicy.deadLetterTargetArn': arnOf(operation.deadLetterQueue) }],
  ];
}

function noDeadLettersOf(operation: Operation): Expected[] {
  return [
    [operation.function, { [`${variables}.ZUORA_ACCESS_DEAD_LETTER_QUEUE`]: undefined }],
    [operation.deadLetterQueue, { Type: undefined }],
    [operation.sourceQueue, { 'Properties.RedrivePolicy': undefined }],
  ];
}

export const deliveryChecks: Check[] = [
  {
    rule: 'each operation has a function and its queue, and a dead-letter queue if it takes events, under their names',
    problems: (template, { stage }) =>
      functions.flatMap((operation) => {
        const prefix = `zuora-access-${stage}`;
        const names: Expected[] = [
          [operation.function, { 'Properties.FunctionName': `${prefix}-${operation.name}` }],
          [operation.sourceQueue, { 'Properties.QueueName': `${prefix}-${operation.queue}` }],
          [
            operation.mapping,
            {
              'Properties.EventSourceArn': arnOf(operation.sourceQueue),
              'Properties.FunctionName': arnOf(operation.function),
            },
          ],
          ...(withEvents.includes(operation) ? deadLettersOf(operation, prefix) : noDeadLettersOf(operation)),
        ];
        return names.flatMap(([id, expected]) => differences(template.one(id), expected));
      }),
    breaks: [
      { in: dev, resource: 'EntityConnectionsQueue', path: 'Properties.QueueName', to: 'connections' },
      {
        in: prod,
        resource: 'RequestUserAccessEventSourceMappingSQSUserAccessRequestsQueue',
        path: 'Properties.EventSourceArn',
        to: arnOf('EntityConnectionsQueue'),
      },
      {
        in: local,
        resource: 'ConnectionApprovalsQueue',
        path: 'Properties.RedrivePolicy.deadLetterTargetArn',
        to: arnOf('EntityConnectionsDeadLetterQueue'),
      },
      {
        in: prod,
        resource: 'AcceptEntityConnectionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_DEAD_LETTER_QUEUE`,
        to: 'zuora-access-dev-connection-approvals-dlq',
      },
      {
        in: prod,
        resource: 'AccountLooksQueue',
        path: 'Properties.RedrivePolicy',
        to: { deadLetterTargetArn: arnOf('EntityConnectionsDeadLetterQueue'), maxReceiveCount: 100 },
      },
    ],
  },
  {
    rule: 'SQS moves messages to a dead-letter queue from its own source queue only, and to one without a source from none',
    problems: (template, { stage }) =>
      template
        .all('AWS::SQS::Queue')
        .filter(({ id }) => id.endsWith('DeadLetterQueue'))
        .flatMap((deadLetterQueue) => {
          const operation = functions.find((candidate) => candidate.deadLetterQueue === deadLetterQueue.id);
          const sources = operation && [arnByName('sqs', `zuora-access-${stage}-${operation.queue}`)];
          return differences(deadLetterQueue, {
            'Properties.RedriveAllowPolicy': sources
              ? { redrivePermission: 'byQueue', sourceQueueArns: sources }
              : { redrivePermission: 'denyAll' },
          });
        }),
    breaks: [
      { in: prod, resource: 'EntityConnectionsDeadLetterQueue', path: 'Properties.RedriveAllowPolicy', to: undefined },
      {
        in: local,
        resource: 'ConnectionApprovalsDeadLetterQueue',
        path: 'Properties.RedriveAllowPolicy.sourceQueueArns.0',
        to: arnByName('sqs', 'zuora-access-local-entity-connections'),
      },
      {
        in: guarded,
        resource: 'EventBusDeadLetterQueue',
        path: 'Properties.RedriveAllowPolicy.redrivePermission',
        to: 'allowAll',
      },
    ],
  },
  {
    rule: 'nothing but the operations takes messages off a queue',
    problems: (template) => {
      const expected = functions.map(({ mapping }) => mapping);
      const mappings = template.all('AWS::Lambda::EventSourceMapping').map(({ id }) => id);
      return mappings.filter((id) => !expected.includes(id)).map((id) => `${id}: belongs to no operation`);
    },
    breaks: [
      {
        in: dev,
        resource: 'Eavesdropper',
        path: '',
        to: { Type: 'AWS::Lambda::EventSourceMapping', Properties: {} },
      },
    ],
  },
  {
    rule: 'a queue hides a message for at least six times its function’s timeout, and the function knows both',
    problems: (template) =>
      functions.flatMap((operation) => {
        const timeout = Number(template.one(operation.function).at('Properties.Timeout'));
        const hidden = Number(template.one(operation.sourceQueue).at('Properties.VisibilityTimeout'));
        const known = template.one(operation.function);
        return [
          ...(hidden >= 6 * timeout
            ? []
            : [`${operation.sourceQueue}: hides for ${hidden} s, timeout is ${timeout} s`]),
          ...(Number(known.at(`${variables}.ZUORA_ACCESS_FUNCTION_TIMEOUT_SECONDS`)) === timeout &&
          Number(known.at(`${variables}.ZUORA_ACCESS_VISIBILITY_TIMEOUT_SECONDS`)) === hidden
            ? []
            : [`${operation.function}: is told of another timeout than ${timeout} s and ${hidden} s`]),
        ];
      }),
    breaks: [
      {
        in: prod,
        resource: 'RequestUserAccessLambdaFunction',
        path: 'Properties.Timeout',
        to: 130,
        reported: 'UserAccessRequestsQueue',
      },
      {
        in: dev,
        resource: 'AcceptEntityConnectionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_FUNCTION_TIMEOUT_SECONDS`,
        to: '110',
      },
    ],
  },
  {
    rule: 'a mapping reports failures message by message, and filters none away',
    problems: (template) =>
      functions.flatMap(({ mapping }) =>
        differences(template.one(mapping), {
          'Properties.FunctionResponseTypes': ['ReportBatchItemFailures'],
          'Properties.FilterCriteria': undefined,
        }),
      ),
    breaks: [
      {
        in: prod,
        resource: 'AcceptEntityConnectionEventSourceMappingSQSConnectionApprovalsQueue',
        path: 'Properties.FunctionResponseTypes',
        to: undefined,
      },
      {
        in: guarded,
        resource: 'RequestUserAccessEventSourceMappingSQSUserAccessRequestsQueue',
        path: 'Properties.FilterCriteria',
        to: { Filters: [] },
      },
    ],
  },
  {
    rule: 'a message that only says where to look is kept for an hour, and four days where a walk goes on by it',
    problems: (template) =>
      withoutEvents.flatMap((operation) =>
        differences(template.one(operation.sourceQueue), {
          'Properties.MessageRetentionPeriod': personLooks.includes(operation) ? 345_600 : 3600,
        }),
      ),
    breaks: [
      { in: prod, resource: 'AccountLooksQueue', path: 'Properties.MessageRetentionPeriod', to: 345_600 },
      { in: dev, resource: 'AccountSweepsQueue', path: 'Properties.MessageRetentionPeriod', to: 60 },
      { in: dev, resource: 'PersonLooksQueue', path: 'Properties.MessageRetentionPeriod', to: 3600 },
    ],
  },
  {
    rule: 'a queue of events keeps messages as long as its function is told, and a dead-letter queue for longer: 14 days',
    problems: (template) => [
      ...withEvents.flatMap((operation) => {
        const kept = Number(template.one(operation.sourceQueue).at('Properties.MessageRetentionPeriod'));
        return [
          ...(kept < fourteenDays ? [] : [`${operation.sourceQueue}: keeps messages as long as its dead-letter queue`]),
          ...differences(template.one(operation.function), {
            [`${variables}.ZUORA_ACCESS_QUEUE_RETENTION_SECONDS`]: String(kept),
          }),
        ];
      }),
      ...template
        .all('AWS::SQS::Queue')
        .filter(({ id }) => id.endsWith('DeadLetterQueue'))
        .flatMap((queue) => differences(queue, { 'Properties.MessageRetentionPeriod': fourteenDays })),
    ],
    breaks: [
      { in: prod, resource: 'UserAccessRequestsQueue', path: 'Properties.MessageRetentionPeriod', to: fourteenDays },
      { in: guarded, resource: 'EventBusDeadLetterQueue', path: 'Properties.MessageRetentionPeriod', to: 345_600 },
      {
        in: dev,
        resource: 'InitiateEntityConnectionLambdaFunction',
        path: `${variables}.ZUORA_ACCESS_QUEUE_RETENTION_SECONDS`,
        to: '432000',
      },
    ],
  },
  {
    rule: 'every queue takes messages of any size that SQS allows',
    problems: (template) =>
      template
        .all('AWS::SQS::Queue')
        .flatMap((queue) => differences(queue, { 'Properties.MaximumMessageSize': 1_048_576 })),
    breaks: [
      { in: dev, resource: 'EntityConnectionsDeadLetterQueue', path: 'Properties.MaximumMessageSize', to: 262_144 },
    ],
  },
  {
    rule: 'it takes crashes to use up the receives of a message',
    problems: (template) =>
      withEvents.flatMap(({ sourceQueue }) =>
        differences(template.one(sourceQueue), { 'Properties.RedrivePolicy.maxReceiveCount': maxReceives }),
      ),
    breaks: [{ in: prod, resource: 'EntityConnectionsQueue', path: 'Properties.RedrivePolicy.maxReceiveCount', to: 3 }],
  },
];

/**
 * The pipe that sends each entry of the audit log to an event bus, if the stage has one: from the stream of the log's table,
 * by EventBridge Pipes, with a role and a dead-letter queue.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-dynamodb.html
 */
import { aliasPrefix } from '../lib/audit/audit-entry.ts';
import { outcomeEvent, outcomeEventType } from '../lib/audit/outcome-event.ts';
import type { Resource, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { useOfKey } from './encryption.ts';
import { arnByName, arnOf, ids, logicalId } from './names.ts';
import { allow, policy } from './policy.ts';
import { nobody } from './publishers.ts';
import { deadLetterQueue } from './queues.ts';
import { readService, type Service } from './service.ts';

/** The end of the pipe's name. `audit-outcomes-dlq` tells of entries that could not be sent. */
export const auditOutcomes = 'audit-outcomes';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { outcomeBus } = service.parameters;
  if (outcomeBus === '') return {};
  return {
    Resources: {
      [ids.outcomePipe]: pipe(service, outcomeBus),
      [ids.outcomePipeRole]: role(service, outcomeBus),
      ...deadLetterQueue(service, auditOutcomes, nobody),
    },
  };
}

function nameOf({ prefix }: Service): string {
  return `${prefix}-${auditOutcomes}`;
}

/**
 * A pipe is created after its stream, and the stream is known by its reference only. It tries a record for as long, and as
 * often, as it can: until the stream drops the record.
 */
function pipe(service: Service, outcomeBus: string): Resource {
  return {
    Type: 'AWS::Pipes::Pipe',
    Properties: {
      Name: nameOf(service),
      RoleArn: arnOf(ids.outcomePipeRole),
      Source: { 'Fn::GetAtt': [ids.audit, 'StreamArn'] },
      SourceParameters: {
        FilterCriteria: { Filters: [{ Pattern: JSON.stringify(newEntries) }] },
        DynamoDBStreamParameters: {
          StartingPosition: 'TRIM_HORIZON',
          // The maximum of an event bus: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-batching-concurrency.html
          BatchSize: 10,
          OnPartialBatchItemFailure: 'AUTOMATIC_BISECT',
          MaximumRecordAgeInSeconds: 86_400,
          MaximumRetryAttempts: 185,
          DeadLetterConfig: { Arn: arnOf(logicalId(auditOutcomes, 'DeadLetterQueue')) },
        },
      },
      Target: outcomeBus,
      TargetParameters: {
        EventBridgeEventBusParameters: { DetailType: outcomeEventType, Source: service.prefix },
        InputTemplate: inputTemplate(service),
      },
    },
  };
}

/** Neither the logins of accounts, which are erased on their own, nor entries that are deleted at their time. */
const newEntries = {
  eventName: ['INSERT'],
  dynamodb: { NewImage: { position: { S: [{ 'anything-but': { prefix: aliasPrefix } }] } } },
};

/**
 * The detail of an event. A field that an entry lacks would leave a hole in a template, so only those are named that each
 * entry has. An object stands without quotes.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-pipes-input-transformation.html
 */
function inputTemplate({ prefix }: Service): string {
  const text = (field: string) => `<$.dynamodb.NewImage.${field}.S>`;
  const named = {
    ...{ account: text('account'), recordedAt: text('recordedAt') },
    ...{ what: text('what'), outcome: text('outcome') },
  };
  const entry = '<$.dynamodb.NewImage>';
  return JSON.stringify(outcomeEvent(prefix, '<$.eventID>', entry, named)).replace(JSON.stringify(entry), entry);
}

/**
 * May be assumed for this pipe only, reads the stream of the log, and sends to one bus and one queue. The `*` stands for the
 * time at which the stream was made.
 */
function role(service: Service, outcomeBus: string): Resource {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'pipes.amazonaws.com' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnEquals: { 'aws:SourceArn': arnByName('pipes', `pipe/${nameOf(service)}`) },
        },
      }),
      Policies: [
        {
          PolicyName: auditOutcomes,
          PolicyDocument: policy(
            allow(
              ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
              arnByName('dynamodb', `table/${service.prefix}-audit/stream/*`),
            ),
            allow(['sqs:SendMessage'], arnOf(logicalId(auditOutcomes, 'DeadLetterQueue'))),
            allow(['events:PutEvents'], outcomeBus),
            ...useOfKey(service),
          ),
        },
      ],
    },
  };
}

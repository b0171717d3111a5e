/** The role of every function. */
import { dueIndex } from '../lib/due-index.ts';
import { effectivePrefix } from '../lib/ledger/effective-change.ts';
import { headcountIdentity } from '../lib/safeguard/safeguard-item.ts';
import { trafficIdentity } from '../lib/traffic/traffic-item.ts';
import type { Resource, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { useOfKey } from './encryption.ts';
import { type Arn, arnByName, arnOf, ids, logicalId, operationId } from './names.ts';
import {
  callsZuora,
  isOnAccounts,
  isPersonLook,
  isSweep,
  type Operation,
  receiversOf,
  takesEvents,
} from './operation.ts';
import { allow, policy, type Statement } from './policy.ts';
import { scheduling } from './schedules.ts';
import { readService, type Service } from './service.ts';
import type { TableName } from './tables.ts';
import { sendingTraces } from './tracing.ts';
import { networkInterfaces } from './vpc.ts';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  return {
    Resources: Object.fromEntries(
      Object.entries(service.operations).map(([name, operation]) => [
        operationId(name, 'Role'),
        role(service, name, operation),
      ]),
    ),
  };
}

/**
 * Allows the calls of the function and of its event source mapping, and nothing else. Log streams need a `*`, because Lambda
 * names them. So do network interfaces and traces, in a stage that has them.
 */
function role(service: Service, name: string, operation: Operation): Resource {
  const { queue } = operation;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: policy({
        Effect: 'Allow',
        Principal: { Service: 'lambda.amazonaws.com' },
        Action: 'sts:AssumeRole',
      }),
      Policies: [
        {
          PolicyName: 'operation',
          PolicyDocument: policy(
            allow(
              [
                'sqs:ReceiveMessage',
                'sqs:DeleteMessage',
                'sqs:GetQueueAttributes',
                'sqs:GetQueueUrl',
                'sqs:ChangeMessageVisibility',
              ],
              arnOf(logicalId(queue, 'Queue')),
            ),
            ...(takesEvents(operation)
              ? [allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(queue, 'DeadLetterQueue')))]
              : []),
            ...ownWork(service, operation),
            allow(
              ['logs:CreateLogStream', 'logs:PutLogEvents'],
              arnByName('logs', `log-group:/aws/lambda/${service.prefix}-${name}:log-stream:*`),
            ),
            ...useOfKey(service),
            ...networkInterfaces(service, name),
            ...sendingTraces(service),
          ),
        },
      ],
    },
  };
}

/** What a function needs besides its queues and its log. */
function ownWork(service: Service, operation: Operation): readonly Statement[] {
  if (callsZuora(operation)) return callingZuora(service, operation);
  if (isSweep(operation)) return sweeping(service, operation);
  return isPersonLook(operation) ? lookingAtPeople(service, operation) : translating(service, operation);
}

/** For a function that calls Zuora. One on entities and their connections knows neither linked accounts nor the audit log. */
function callingZuora(service: Service, operation: Operation): readonly Statement[] {
  return [
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(service, 'ledger')),
    ...(isOnAccounts(operation)
      ? [
          allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(service, 'accounts')),
          allow(['dynamodb:PutItem'], tableOf(service, 'audit')),
        ]
      : []),
    allow(['secretsmanager:GetSecretValue'], { Ref: ids.secret }),
  ];
}

/** By name, because the tables are created after the roles. */
function tableOf({ prefix }: Service, table: TableName): Arn {
  return arnByName('dynamodb', `table/${prefix}-${table}`);
}

/**
 * For a function that derives events. It needs no credentials of Zuora, and of the ledger only the records of
 * effective-dated changes. It alone reads and writes what sources said of people, and never the linked accounts. It wakes
 * itself by a delayed message.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function translating(service: Service, operation: Operation): readonly Statement[] {
  return [
    ...sending(operation),
    allow(['sqs:SendMessage'], arnOf(logicalId(operation.queue, 'Queue'))),
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(service, 'ledger'), {
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${effectivePrefix}*`] } },
    }),
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(service, 'people')),
    ...scheduling(service),
  ];
}

/**
 * For a function that looks at people. It finds them page by page where a change concerns many, and goes on by a message to
 * itself. Of a linked account it reads which decision is known there.
 */
function lookingAtPeople(service: Service, operation: Operation): readonly Statement[] {
  return [
    ...sending(operation),
    allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(operation.queue, 'Queue'))),
    allow(
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
      tableOf(service, 'people'),
    ),
    allow(['dynamodb:GetItem'], tableOf(service, 'accounts')),
  ];
}

function sending(operation: Operation): readonly Statement[] {
  return receiversOf(operation).map((queue) =>
    allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(queue, 'Queue'))),
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
const countsAlone = { Condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } } } as const;

function itemAlone(identity: string) {
  return { Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': [identity] } } };
}

/**
 * For a function that finds what is due. It sees the keys and the times, by the indexes alone. It counts the people, and
 * reads when each source sent something last.
 */
function sweeping(service: Service, operation: Operation): readonly Statement[] {
  return [
    ...receiversOf(operation).map((queue) =>
      allow(['sqs:SendMessage', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], arnOf(logicalId(queue, 'Queue'))),
    ),
    ...['accounts', 'people'].map((table) =>
      allow(['dynamodb:Query'], arnByName('dynamodb', `table/${service.prefix}-${table}/index/${dueIndex.name}`)),
    ),
    allow(['dynamodb:Scan'], tableOf(service, 'people'), countsAlone),
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(service, 'people'), itemAlone(headcountIdentity)),
    allow(['dynamodb:GetItem'], tableOf(service, 'people'), itemAlone(trafficIdentity)),
  ];
}

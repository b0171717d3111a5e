/**
 * The role of every function.
 */
import { useOfKey } from './encryption.js';
import { arnByName, arnOf, ids, logicalId, operationId } from './names.js';
import { allow, policy } from './policy.js';
import { scheduling } from './schedules.js';
import { readService, receiversOf } from './service.js';

/** @typedef {import('./service.js').Operation} Operation */
/** @typedef {import('./service.js').Service} Service */

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
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
 * Allows what the function and its event source mapping call, and nothing else. Only the log streams end in `*`: Lambda
 * names them.
 *
 * @param {Service} service
 * @param {string} name
 * @param {Operation} operation
 */
function role(service, name, operation) {
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
            allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(queue, 'DeadLetterQueue'))),
            ...(operation.sendsTo ? sending(service, operation) : carryingOut),
            allow(
              ['logs:CreateLogStream', 'logs:PutLogEvents'],
              arnByName('logs', `log-group:/aws/lambda/${service.prefix}-${name}:log-stream:*`),
            ),
            ...useOfKey(service),
          ),
        },
      ],
    },
  };
}

/** What an operation uses beside its queues. */
const carryingOut = [
  allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], arnOf(ids.ledger)),
  allow(['secretsmanager:GetSecretValue'], { Ref: ids.secret }),
];

/**
 * What a function uses that derives events for operations: it has no part in Zuora's credentials, nor in the ledger.
 *
 * @param {Service} service
 * @param {Operation} operation
 */
function sending(service, operation) {
  return [
    ...receiversOf(operation).map((queue) =>
      allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(queue, 'Queue'))),
    ),
    ...scheduling(service),
  ];
}

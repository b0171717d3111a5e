/**
 * The role of every function.
 */
import { useOfKey } from './encryption.js';
import { arnByName, arnOf, ids, logicalId, operationId } from './names.js';
import { allow, policy } from './policy.js';
import { readService } from './service.js';

/** @typedef {import('./service.js').Service} Service */

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  return {
    Resources: Object.fromEntries(
      Object.entries(service.operations).map(([name, { queue }]) => [
        operationId(name, 'Role'),
        role(service, name, queue),
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
 * @param {string} queue
 */
function role(service, name, queue) {
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
            allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], arnOf(ids.ledger)),
            allow(['secretsmanager:GetSecretValue'], { Ref: ids.secret }),
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

/** The role of every function. */
import type { Resource, TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { useOfKey } from './encryption.ts';
import { arnByName, arnOf, ids, logicalId, operationId } from './names.ts';
import { callsZuora, type Operation, receiversOf } from './operation.ts';
import { allow, policy, type Statement } from './policy.ts';
import { scheduling } from './schedules.ts';
import { readService, type Service } from './service.ts';

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
 * Allows what the function and its event source mapping call, and nothing else. Only the log streams end in `*`: Lambda
 * names them.
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
            allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(queue, 'DeadLetterQueue'))),
            ...(callsZuora(operation) ? carryingOut : sending(service, operation)),
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

/** What a function uses that derives events for operations: it has no part in Zuora's credentials, nor in the ledger. */
function sending(service: Service, operation: Operation): readonly Statement[] {
  return [
    ...receiversOf(operation).map((queue) =>
      allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(logicalId(queue, 'Queue'))),
    ),
    ...scheduling(service),
  ];
}

/**
 * Spells out an operation's block of serverless.yml as CloudFormation: function, queue, dead-letter queue, role.
 */

/** @typedef {{ description: string, queue: string, callsInFlight: number }} Operation */
/** @typedef {{ resolveVariable: (name: string) => Promise<any> }} Configuration */

/** Containers per function: 2 is the least that a mapping allows. Few with many calls each share one token best. */
const maximumConcurrency = 2;

const dayInSeconds = 86_400;
const mebibyte = 1_048_576;

/** @param {Configuration} configuration */
export async function functions({ resolveVariable }) {
  const [operations, prefix, credentials] = await Promise.all([
    resolveVariable('self:custom.operations'),
    resourcePrefix(resolveVariable),
    resolveVariable('param:credentials'),
  ]);
  return mapEntries(operations, (name, operation) => [[name, lambdaFunction(name, operation, prefix, credentials)]]);
}

/** @param {Configuration} configuration */
export async function resources({ resolveVariable }) {
  const [operations, prefix, visibilityTimeout, retention] = await Promise.all([
    resolveVariable('self:custom.operations'),
    resourcePrefix(resolveVariable),
    resolveVariable('param:visibilityTimeout'),
    resolveVariable('param:queueRetention'),
  ]);
  return {
    Resources: mapEntries(operations, (name, { queue }) => {
      const id = logicalId(queue);
      return [
        [`${id}Queue`, sourceQueue(`${prefix}-${queue}`, `${id}DeadLetterQueue`, visibilityTimeout, retention)],
        [`${id}DeadLetterQueue`, deadLetterQueue(`${prefix}-${queue}-dlq`)],
        [`${id}QueuePolicy`, tlsOnly(`${id}Queue`)],
        [`${id}DeadLetterQueuePolicy`, tlsOnly(`${id}DeadLetterQueue`)],
        [roleId(name), role(`/aws/lambda/${prefix}-${name}`, `${id}Queue`, `${id}DeadLetterQueue`)],
      ];
    }),
  };
}

/**
 * @param {string} name
 * @param {Operation} operation
 * @param {string} prefix
 * @param {Record<string, string>} credentials
 */
function lambdaFunction(name, { description, queue, callsInFlight }, prefix, credentials) {
  return {
    handler: `functions/${name}.handler`,
    description,
    role: roleId(name),
    environment: {
      ZUORA_ACCESS_DEAD_LETTER_QUEUE: `${prefix}-${queue}-dlq`,
      ZUORA_ACCESS_CALLS_IN_FLIGHT: callsInFlight,
      ...credentials,
    },
    events: [
      {
        sqs: {
          arn: arnOf(`${logicalId(queue)}Queue`),
          batchSize: 10,
          maximumConcurrency,
          functionResponseType: 'ReportBatchItemFailures',
        },
      },
    ],
  };
}

/**
 * `maxReceiveCount` is there for crashes only: a message that fails is sent to the dead-letter queue by the function.
 *
 * @param {string} name
 * @param {string} deadLetterQueueId
 * @param {number} visibilityTimeout
 * @param {number} retention
 */
function sourceQueue(name, deadLetterQueueId, visibilityTimeout, retention) {
  return {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: name,
      VisibilityTimeout: visibilityTimeout,
      MessageRetentionPeriod: retention,
      MaximumMessageSize: mebibyte,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: arnOf(deadLetterQueueId), maxReceiveCount: 100 },
    },
  };
}

/**
 * Kept longer than its source: a message that SQS moves keeps its age.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/setting-up-dead-letter-queue-retention.html
 *
 * @param {string} name
 */
function deadLetterQueue(name) {
  return {
    Type: 'AWS::SQS::Queue',
    Properties: {
      QueueName: name,
      MessageRetentionPeriod: 14 * dayInSeconds,
      MaximumMessageSize: mebibyte,
      SqsManagedSseEnabled: true,
    },
  };
}

/**
 * A policy may speak of its own queue only.
 *
 * @param {string} queueId
 */
function tlsOnly(queueId) {
  return {
    Type: 'AWS::SQS::QueuePolicy',
    Properties: {
      Queues: [{ Ref: queueId }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sqs:*',
            Resource: arnOf(queueId),
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    },
  };
}

/**
 * Allows what the function and its event source mapping call, and nothing else. Only the log streams end in `*`: Lambda
 * names them.
 *
 * @param {string} logGroup
 * @param {string} queueId
 * @param {string} deadLetterQueueId
 */
function role(logGroup, queueId, deadLetterQueueId) {
  const logStreams = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${logGroup}:log-stream:*`;
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [
        {
          PolicyName: 'operation',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              allow(
                [
                  'sqs:ReceiveMessage',
                  'sqs:DeleteMessage',
                  'sqs:GetQueueAttributes',
                  'sqs:GetQueueUrl',
                  'sqs:ChangeMessageVisibility',
                ],
                arnOf(queueId),
              ),
              allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(deadLetterQueueId)),
              allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], arnOf('Ledger')),
              allow(['secretsmanager:GetSecretValue'], { Ref: 'OAuthSecret' }),
              allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::Sub': logStreams }),
            ],
          },
        },
      ],
    },
  };
}

/**
 * @param {string[]} actions
 * @param {object} resource
 */
function allow(actions, resource) {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}

/** @param {string} id */
function arnOf(id) {
  return { 'Fn::GetAtt': [id, 'Arn'] };
}

/** @param {string} name */
function roleId(name) {
  return `${name[0]?.toUpperCase()}${name.slice(1)}Role`;
}

/** @param {string} queue */
function logicalId(queue) {
  return queue.replace(/(?:^|-)(\w)/g, (_, letter) => letter.toUpperCase());
}

/** @param {Configuration['resolveVariable']} resolveVariable */
async function resourcePrefix(resolveVariable) {
  return `${await resolveVariable('self:service')}-${await resolveVariable('sls:stage')}`;
}

/**
 * @param {Record<string, Operation>} operations
 * @param {(name: string, operation: Operation) => [string, unknown][]} expand
 */
function mapEntries(operations, expand) {
  return Object.fromEntries(Object.entries(operations).flatMap(([name, operation]) => expand(name, operation)));
}

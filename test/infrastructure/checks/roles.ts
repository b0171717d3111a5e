/** What a function may do. */
import type { Check } from '../check.ts';
import { functions, type Operation, translations } from '../operations.ts';
import { arnByName, arnOf, differences } from '../template.ts';
import { dev, guarded, local, prod, type Variant } from '../variants.ts';

const statements = 'Properties.Policies.0.PolicyDocument.Statement';

const allow = (Action: string[], Resource: object) => ({ Effect: 'Allow', Action, Resource });

/** What an operation uses beside its queues. */
function carryingOut({ stage }: Variant) {
  return [
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledgerOf(stage)),
    allow(['secretsmanager:GetSecretValue'], { Ref: 'OAuthSecret' }),
  ];
}

/** By name: the ledger is created last. */
function ledgerOf(stage: string) {
  return arnByName('dynamodb', `table/zuora-access-${stage}-ledger`);
}

/** What translation uses: not the secret, and of the ledger only the records of effective-dated changes. */
function sending({ stage, guards }: Variant) {
  return [
    ...['UserAccessRequestsQueue', 'AccessRevocationsQueue'].map((queue) =>
      allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(queue)),
    ),
    allow(['sqs:SendMessage'], arnOf('IdentityEventsQueue')),
    {
      ...allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], ledgerOf(stage)),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['effective:*'] } },
    },
    allow(['scheduler:CreateSchedule'], arnByName('scheduler', `schedule/zuora-access-${stage}-announced-changes/*`)),
    {
      ...allow(['iam:PassRole'], arnOf('SchedulerRole')),
      Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
    },
    ...(guards
      ? [
          {
            ...allow(['kms:DescribeKey', 'kms:GenerateDataKey', 'kms:Decrypt'], arnOf('EncryptionKey')),
            Condition: {
              StringEquals: { 'kms:ViaService': { 'Fn::Sub': `scheduler.\${AWS::Region}.amazonaws.com` } },
            },
          },
        ]
      : []),
  ];
}

function allowed(operation: Operation, variant: Variant) {
  const { name, sourceQueue, deadLetterQueue } = operation;
  const { stage, guards } = variant;
  return [
    allow(
      [
        'sqs:ReceiveMessage',
        'sqs:DeleteMessage',
        'sqs:GetQueueAttributes',
        'sqs:GetQueueUrl',
        'sqs:ChangeMessageVisibility',
      ],
      arnOf(sourceQueue),
    ),
    allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(deadLetterQueue)),
    ...(translations.includes(operation) ? sending(variant) : carryingOut(variant)),
    allow(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      arnByName('logs', `log-group:/aws/lambda/zuora-access-${stage}-${name}:log-stream:*`),
    ),
    ...(guards ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf('EncryptionKey'))] : []),
  ];
}

export const roleChecks: Check[] = [
  {
    rule: 'a function has a role of its own, which Lambda alone assumes',
    problems: (template) => [
      ...functions.flatMap((operation) => [
        ...differences(template.one(operation.function), { 'Properties.Role': arnOf(operation.role) }),
        ...differences(template.one(operation.role), {
          'Properties.AssumeRolePolicyDocument.Statement': [
            { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
      ]),
      ...template
        .all('AWS::IAM::Role')
        .filter(({ id }) => id !== 'SchedulerRole' && functions.every(({ role }) => role !== id))
        .map(({ id }) => `${id}: is no function’s`),
    ],
    breaks: [
      {
        in: dev,
        resource: 'AcceptEntityConnectionLambdaFunction',
        path: 'Properties.Role',
        to: arnOf('RequestUserAccessRole'),
      },
      {
        in: prod,
        resource: 'RequestUserAccessRole',
        path: 'Properties.AssumeRolePolicyDocument.Statement.0.Principal',
        to: { AWS: '*' },
      },
      { in: local, resource: 'IamRoleLambdaExecution', path: '', to: { Type: 'AWS::IAM::Role' } },
    ],
  },
  {
    rule: 'a role allows what its function calls, on its own queues, ledger, secret, log and key, and no wildcard beyond log streams, the names of schedules and the keys of effective-dated changes',
    problems: (template, variant) =>
      functions.flatMap((operation) =>
        differences(template.one(operation.role), {
          [statements]: allowed(operation, variant),
          'Properties.Policies.1': undefined,
          'Properties.ManagedPolicyArns': undefined,
        }),
      ),
    breaks: [
      { in: prod, resource: 'RequestUserAccessRole', path: `${statements}.0.Action.5`, to: 'sqs:*' },
      { in: dev, resource: 'RequestUserAccessRole', path: `${statements}.1.Resource`, to: '*' },
      {
        in: local,
        resource: 'InitiateEntityConnectionRole',
        path: `${statements}.1.Resource`,
        to: arnOf('UserAccessRequestsDeadLetterQueue'),
      },
      { in: prod, resource: 'AcceptEntityConnectionRole', path: `${statements}.2.Action`, to: ['dynamodb:*'] },
      { in: prod, resource: 'AcceptEntityConnectionRole', path: `${statements}.3.Resource`, to: '*' },
      { in: guarded, resource: 'AcceptEntityConnectionRole', path: `${statements}.5.Resource`, to: '*' },
      {
        in: prod,
        resource: 'TranslateIdentityEventRole',
        path: `${statements}.2`,
        to: allow(['secretsmanager:GetSecretValue'], { Ref: 'OAuthSecret' }),
      },
      { in: prod, resource: 'TranslateIdentityEventRole', path: `${statements}.5.Condition`, to: undefined },
      { in: prod, resource: 'TranslateIdentityEventRole', path: `${statements}.7.Condition`, to: undefined },
      {
        in: prod,
        resource: 'RequestUserAccessRole',
        path: 'Properties.ManagedPolicyArns',
        to: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      },
    ],
  },
];

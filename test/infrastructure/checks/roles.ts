/** What a function may do. */
import type { Check } from '../check.ts';
import { functions, type Operation, onAccounts, personLooks, sweeps, translations, withEvents } from '../operations.ts';
import { arnByName, arnOf, differences } from '../template.ts';
import { dev, guarded, local, permissionsBoundary, prod, type Variant } from '../variants.ts';

const statements = 'Properties.Policies.0.PolicyDocument.Statement';

const allow = (Action: string[], Resource: object) => ({ Effect: 'Allow', Action, Resource });

/** What an operation uses besides its queues. Only one on linked accounts uses them, and the audit log. */
function carryingOut(operation: Operation, { stage }: Variant) {
  return [
    allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(stage, 'ledger')),
    ...(onAccounts.includes(operation)
      ? [
          allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(stage, 'accounts')),
          allow(['dynamodb:PutItem'], tableOf(stage, 'audit')),
        ]
      : []),
    allow(['secretsmanager:GetSecretValue'], { Ref: 'OAuthSecret' }),
  ];
}

/** By name: the tables are created last. */
function tableOf(stage: string, name: 'ledger' | 'accounts' | 'people' | 'audit') {
  return arnByName('dynamodb', `table/zuora-access-${stage}-${name}`);
}

/**
 * What translation uses: not the secret, of the ledger only the records of effective-dated changes, the table of people, and
 * nothing of the accounts.
 */
function sending({ stage, guards }: Variant) {
  return [
    ...['UserAccessRequestsQueue', 'AccessRevocationsQueue', 'AccessDecisionsQueue', 'PersonLooksQueue'].map((queue) =>
      allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(queue)),
    ),
    allow(['sqs:SendMessage'], arnOf('IdentityEventsQueue')),
    {
      ...allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(stage, 'ledger')),
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['effective:*'] } },
    },
    allow(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(stage, 'people')),
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

/** What a look at a person uses: of the accounts only what is known there. */
function lookingAtPeople({ stage }: Variant) {
  return [
    allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf('AccessDecisionsQueue')),
    allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf('PersonLooksQueue')),
    allow(
      ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
      tableOf(stage, 'people'),
    ),
    allow(['dynamodb:GetItem'], tableOf(stage, 'accounts')),
  ];
}

/** What a sweep uses: of accounts and people the indexes alone, the number of people, and the traffic of the sources. */
function sweeping({ stage }: Variant) {
  return [
    ...['AccountLooksQueue', 'PersonLooksQueue'].map((queue) =>
      allow(['sqs:SendMessage', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'], arnOf(queue)),
    ),
    ...['accounts', 'people'].map((table) =>
      allow(['dynamodb:Query'], arnByName('dynamodb', `table/zuora-access-${stage}-${table}/index/due`)),
    ),
    {
      ...allow(['dynamodb:Scan'], tableOf(stage, 'people')),
      Condition: { StringEquals: { 'dynamodb:Select': 'COUNT' } },
    },
    {
      ...allow(['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableOf(stage, 'people')),
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['safeguard:headcount'] } },
    },
    {
      ...allow(['dynamodb:GetItem'], tableOf(stage, 'people')),
      Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['sources'] } },
    },
  ];
}

function ownWork(operation: Operation, variant: Variant) {
  if (sweeps.includes(operation)) return sweeping(variant);
  if (personLooks.includes(operation)) return lookingAtPeople(variant);
  return translations.includes(operation) ? sending(variant) : carryingOut(operation, variant);
}

/** The calls that Lambda makes with the role of a function in a VPC. */
const connecting = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** What Lambda does with the role, and the code of the function does not. */
function operatedByLambda(name: string, stage: string) {
  return [
    { Effect: 'Allow', Action: connecting, Resource: '*' },
    {
      Effect: 'Deny',
      Action: connecting,
      Resource: '*',
      Condition: {
        ArnEquals: { 'lambda:SourceFunctionArn': arnByName('lambda', `function:zuora-access-${stage}-${name}`) },
      },
    },
    { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
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
    ...(withEvents.includes(operation) ? [allow(['sqs:SendMessage', 'sqs:GetQueueUrl'], arnOf(deadLetterQueue))] : []),
    ...ownWork(operation, variant),
    allow(
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      arnByName('logs', `log-group:/aws/lambda/zuora-access-${stage}-${name}:log-stream:*`),
    ),
    ...(guards ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf('EncryptionKey'))] : []),
    ...(guards ? operatedByLambda(name, stage) : []),
  ];
}

/** Those of EventBridge Scheduler: see the checks of schedules. */
const otherRoles = ['SchedulerRole', 'OutcomePipeRole', ...sweeps.map(({ scheduleRole }) => scheduleRole)];

export const roleChecks: Check[] = [
  {
    rule: 'every role has the permissions boundary that is given, and none without one',
    problems: (template, { guards }) =>
      template
        .all('AWS::IAM::Role')
        .flatMap((role) =>
          differences(role, { 'Properties.PermissionsBoundary': guards ? permissionsBoundary : undefined }),
        ),
    breaks: [
      { in: guarded, resource: 'RequestUserAccessRole', path: 'Properties.PermissionsBoundary', to: undefined },
      { in: guarded, resource: 'SchedulerRole', path: 'Properties.PermissionsBoundary', to: undefined },
      { in: prod, resource: 'SchedulerRole', path: 'Properties.PermissionsBoundary', to: permissionsBoundary },
    ],
  },
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
        .filter(({ id }) => !otherRoles.includes(id) && functions.every(({ role }) => role !== id))
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
    rule: 'a role allows what its function calls, on its own queues, ledger, secret, log and key, and no wildcard beyond log streams, the names of schedules, the keys of effective-dated changes, network interfaces and traces',
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
      { in: guarded, resource: 'AcceptEntityConnectionRole', path: `${statements}.4.Resource`, to: '*' },
      { in: guarded, resource: 'AcceptEntityConnectionRole', path: `${statements}.7`, to: undefined },
      { in: guarded, resource: 'AcceptEntityConnectionRole', path: `${statements}.7.Condition`, to: undefined },
      { in: guarded, resource: 'AcceptEntityConnectionRole', path: `${statements}.7.Action`, to: ['xray:*'] },
      {
        in: prod,
        resource: 'AcceptEntityConnectionRole',
        path: `${statements}.3`,
        to: { Effect: 'Allow', Action: connecting, Resource: '*' },
      },
      ...(['accounts', 'audit'] as const).map((table) => ({
        in: prod,
        resource: 'DisconnectEntityConnectionRole',
        path: `${statements}.2.Resource`,
        to: tableOf('prod', table),
      })),
      { in: prod, resource: 'RevokeUserAccessRole', path: `${statements}.3`, to: undefined },
      {
        in: prod,
        resource: 'TranslateIdentityEventRole',
        path: `${statements}.2`,
        to: allow(['secretsmanager:GetSecretValue'], { Ref: 'OAuthSecret' }),
      },
      {
        in: prod,
        resource: 'SweepAccountsRole',
        path: `${statements}.2.Resource`,
        to: tableOf('prod', 'accounts'),
      },
      { in: dev, resource: 'SweepAccountsRole', path: `${statements}.1.Action.3`, to: 'sqs:DeleteMessage' },
      { in: prod, resource: 'RequestUserAccessRole', path: `${statements}.4.Action.1`, to: 'dynamodb:UpdateItem' },
      { in: prod, resource: 'RevokeUserAccessRole', path: `${statements}.4.Action`, to: ['dynamodb:DeleteItem'] },
      { in: prod, resource: 'ConvergeAccountRole', path: `${statements}.2.Action.1`, to: 'dynamodb:Query' },
      { in: prod, resource: 'TranslateIdentityEventRole', path: `${statements}.7.Condition`, to: undefined },
      { in: prod, resource: 'TranslateIdentityEventRole', path: `${statements}.10.Condition`, to: undefined },
      {
        in: prod,
        resource: 'TranslateIdentityEventRole',
        path: `${statements}.8.Resource`,
        to: tableOf('prod', 'accounts'),
      },
      { in: prod, resource: 'TranslateIdentityEventRole', path: `${statements}.8.Action.3`, to: 'dynamodb:Scan' },
      {
        in: prod,
        resource: 'ApplyAccessDecisionRole',
        path: `${statements}.3.Resource`,
        to: tableOf('prod', 'people'),
      },
      { in: prod, resource: 'SweepAccountsRole', path: `${statements}.3.Resource`, to: tableOf('prod', 'people') },
      { in: prod, resource: 'SweepAccountsRole', path: `${statements}.7.Condition`, to: undefined },
      { in: prod, resource: 'SweepAccountsRole', path: `${statements}.7.Action.1`, to: 'dynamodb:UpdateItem' },
      { in: prod, resource: 'DecidePersonRole', path: `${statements}.4.Action.1`, to: 'dynamodb:UpdateItem' },
      { in: prod, resource: 'DecidePersonRole', path: `${statements}.3.Action.4`, to: 'dynamodb:DeleteItem' },
      { in: prod, resource: 'DecidePersonRole', path: `${statements}.2.Resource`, to: arnOf('AccountLooksQueue') },
      {
        in: prod,
        resource: 'RequestUserAccessRole',
        path: 'Properties.ManagedPolicyArns',
        to: ['arn:aws:iam::aws:policy/AdministratorAccess'],
      },
    ],
  },
];

/** What becomes of data: how long it is kept, what survives a removal, who may read the secret. */
import type { Check } from '../check.ts';
import { functions } from '../operations.ts';
import { differences } from '../template.ts';
import { dev, guarded, local, prod } from '../variants.ts';

const secretPolicy = 'Properties.ResourcePolicy.Statement';

export const dataChecks: Check[] = [
  {
    rule: 'ledger, secret, dead letters and key survive the stack, but not a deployment that fails to create them, except for stages dev and local',
    problems: (template, { removalPolicy }) =>
      [
        template.one('Ledger'),
        template.one('OAuthSecret'),
        ...template.all('AWS::SQS::Queue').filter(({ id }) => id.endsWith('DeadLetterQueue')),
        ...template.all('AWS::KMS::Key'),
      ].flatMap((resource) =>
        differences(resource, {
          DeletionPolicy: removalPolicy === 'Retain' ? 'RetainExceptOnCreate' : 'Delete',
          UpdateReplacePolicy: removalPolicy,
        }),
      ),
    breaks: [
      { in: prod, resource: 'Ledger', path: 'DeletionPolicy', to: 'Delete' },
      { in: prod, resource: 'Ledger', path: 'DeletionPolicy', to: 'Retain' },
      { in: prod, resource: 'OAuthSecret', path: 'UpdateReplacePolicy', to: undefined },
      { in: prod, resource: 'UserAccessRequestsDeadLetterQueue', path: 'DeletionPolicy', to: undefined },
      { in: guarded, resource: 'EncryptionKey', path: 'DeletionPolicy', to: 'Delete' },
      { in: guarded, resource: 'EventBusDeadLetterQueue', path: 'UpdateReplacePolicy', to: 'Delete' },
      { in: dev, resource: 'Ledger', path: 'DeletionPolicy', to: 'Retain' },
    ],
  },
  {
    rule: 'a ledger that survives its stack is protected against deletion',
    problems: (template, { removalPolicy }) =>
      differences(template.one('Ledger'), { 'Properties.DeletionProtectionEnabled': removalPolicy === 'Retain' }),
    breaks: [{ in: prod, resource: 'Ledger', path: 'Properties.DeletionProtectionEnabled', to: undefined }],
  },
  {
    rule: 'the ledger is created last, because the rollback of a first deployment cannot delete a protected table',
    problems: (template) => {
      const earlier = template.one('Ledger').at('DependsOn');
      const others = functions.flatMap((operation) => [
        ...[operation.function, operation.role, operation.mapping, operation.logGroup],
        ...[operation.sourceQueue, operation.sourcePolicy, operation.deadLetterQueue, operation.deadLetterPolicy],
      ]);
      return [...others, 'OAuthSecret', 'OAuthSecretPolicy', 'ScheduleGroup', 'SchedulerRole']
        .filter((id) => !Array.isArray(earlier) || !earlier.includes(id))
        .map((id) => `Ledger: precedes ${id}`);
    },
    breaks: [{ in: prod, resource: 'Ledger', path: 'DependsOn', to: ['OAuthSecret'] }],
  },
  {
    rule: 'the ledger has its name, forgets, and can be brought back to any point in time',
    problems: (template, { stage }) =>
      differences(template.one('Ledger'), {
        'Properties.TableName': `zuora-access-${stage}-ledger`,
        'Properties.PointInTimeRecoverySpecification': { PointInTimeRecoveryEnabled: true },
        'Properties.TimeToLiveSpecification': { AttributeName: 'expiresAt', Enabled: true },
      }),
    breaks: [
      { in: prod, resource: 'Ledger', path: 'Properties.PointInTimeRecoverySpecification', to: undefined },
      { in: dev, resource: 'Ledger', path: 'Properties.TimeToLiveSpecification.Enabled', to: false },
    ],
  },
  {
    rule: 'the log of every function is kept for a year or more, and not for ever',
    problems: (template, { stage }) =>
      functions.flatMap(({ name, logGroup }) => {
        const group = template.one(logGroup);
        const days = Number(group.at('Properties.RetentionInDays'));
        return [
          ...differences(group, { 'Properties.LogGroupName': `/aws/lambda/zuora-access-${stage}-${name}` }),
          ...(days >= 365 ? [] : [`${logGroup}: is kept for ${days} days`]),
        ];
      }),
    breaks: [
      { in: prod, resource: 'RequestUserAccessLogGroup', path: 'Properties.RetentionInDays', to: 30 },
      { in: dev, resource: 'AcceptEntityConnectionLogGroup', path: 'Properties.RetentionInDays', to: undefined },
    ],
  },
  {
    rule: 'the secret is created without a value',
    problems: (template, { stage }) =>
      differences(template.one('OAuthSecret'), {
        'Properties.Name': `zuora-access/${stage}/oauth`,
        'Properties.SecretString': undefined,
        'Properties.GenerateSecretString': undefined,
      }),
    breaks: [{ in: prod, resource: 'OAuthSecret', path: 'Properties.SecretString', to: '{}' }],
  },
  {
    rule: 'the secret refuses other accounts and plain HTTP, and grants nothing',
    problems: (template) =>
      differences(template.one('OAuthSecretPolicy'), {
        'Properties.SecretId': { Ref: 'OAuthSecret' },
        'Properties.BlockPublicPolicy': true,
        [secretPolicy]: [
          {
            Sid: 'TlsOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'secretsmanager:*',
            Resource: { Ref: 'OAuthSecret' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Sid: 'ThisAccountOnly',
            Effect: 'Deny',
            Principal: '*',
            Action: 'secretsmanager:*',
            Resource: { Ref: 'OAuthSecret' },
            Condition: { StringNotEquals: { 'aws:PrincipalAccount': { Ref: 'AWS::AccountId' } } },
          },
        ],
      }),
    breaks: [
      { in: prod, resource: 'OAuthSecretPolicy', path: '', to: undefined },
      { in: prod, resource: 'OAuthSecretPolicy', path: 'Properties.BlockPublicPolicy', to: false },
      { in: local, resource: 'OAuthSecretPolicy', path: `${secretPolicy}.0.Effect`, to: 'Allow' },
      { in: dev, resource: 'OAuthSecretPolicy', path: `${secretPolicy}.1`, to: undefined },
    ],
  },
];

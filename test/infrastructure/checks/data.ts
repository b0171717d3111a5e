/** What becomes of data: how long it is kept, what survives a removal, who may read the secret. */
import type { Check } from '../check.ts';
import { functions, sweeps, withEvents } from '../operations.ts';
import { differences } from '../template.ts';
import { dev, guarded, local, prod } from '../variants.ts';

/** The tables by their logical ids, with the ends of their names. */
export const tables = Object.entries({ Ledger: 'ledger', Accounts: 'accounts', People: 'people', Audit: 'audit' });

const secretPolicy = 'Properties.ResourcePolicy.Statement';

export const dataChecks: Check[] = [
  {
    rule: 'tables, secret, dead letters and key survive the stack, but not a deployment that fails to create them, except for stages dev and local',
    problems: (template, { removalPolicy }) =>
      [
        ...tables.map(([id]) => template.one(id)),
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
      { in: prod, resource: 'Accounts', path: 'DeletionPolicy', to: 'Retain' },
      { in: prod, resource: 'People', path: 'UpdateReplacePolicy', to: 'Delete' },
      { in: prod, resource: 'OAuthSecret', path: 'UpdateReplacePolicy', to: undefined },
      { in: prod, resource: 'UserAccessRequestsDeadLetterQueue', path: 'DeletionPolicy', to: undefined },
      { in: guarded, resource: 'EncryptionKey', path: 'DeletionPolicy', to: 'Delete' },
      { in: guarded, resource: 'EventBusDeadLetterQueue', path: 'UpdateReplacePolicy', to: 'Delete' },
      { in: dev, resource: 'Ledger', path: 'DeletionPolicy', to: 'Retain' },
    ],
  },
  {
    rule: 'a table that survives its stack is protected against deletion',
    problems: (template, { removalPolicy }) =>
      tables.flatMap(([id]) =>
        differences(template.one(id), { 'Properties.DeletionProtectionEnabled': removalPolicy === 'Retain' }),
      ),
    breaks: [
      { in: prod, resource: 'Ledger', path: 'Properties.DeletionProtectionEnabled', to: undefined },
      { in: prod, resource: 'Accounts', path: 'Properties.DeletionProtectionEnabled', to: false },
      { in: prod, resource: 'People', path: 'Properties.DeletionProtectionEnabled', to: false },
    ],
  },
  {
    rule: 'the tables are created last, because the rollback of a first deployment cannot delete a protected table',
    problems: (template) => {
      const others = [
        ...functions.flatMap((operation) => [
          ...[operation.function, operation.role, operation.mapping, operation.logGroup],
          ...[operation.sourceQueue, operation.sourcePolicy],
        ]),
        ...withEvents.flatMap(({ deadLetterQueue, deadLetterPolicy }) => [deadLetterQueue, deadLetterPolicy]),
        ...sweeps.flatMap(({ schedule, scheduleGroup, scheduleRole }) => [schedule, scheduleGroup, scheduleRole]),
      ];
      return tables.flatMap(([table]) => {
        const earlier = template.one(table).at('DependsOn');
        return [...others, 'OAuthSecret', 'OAuthSecretPolicy', 'ScheduleGroup', 'SchedulerRole']
          .filter((id) => !Array.isArray(earlier) || !earlier.includes(id))
          .map((id) => `${table}: precedes ${id}`);
      });
    },
    breaks: [
      { in: prod, resource: 'Ledger', path: 'DependsOn', to: ['OAuthSecret'] },
      { in: prod, resource: 'Accounts', path: 'DependsOn', to: undefined },
      { in: prod, resource: 'People', path: 'DependsOn', to: ['Ledger'] },
    ],
  },
  {
    rule: 'the pipe alone comes after the tables: its source is known when the table is there',
    problems: (template) =>
      tables.flatMap(([table]) => {
        const earlier = template.one(table).at('DependsOn');
        return Array.isArray(earlier) && earlier.includes('OutcomePipe') ? [`${table}: waits for OutcomePipe`] : [];
      }),
    breaks: [{ in: guarded, resource: 'Audit', path: 'DependsOn.0', to: 'OutcomePipe' }],
  },
  {
    rule: 'a table has its name, forgets, and can be brought back to any point in time',
    problems: (template, { stage }) =>
      tables.flatMap(([id, name]) =>
        differences(template.one(id), {
          'Properties.TableName': `zuora-access-${stage}-${name}`,
          'Properties.PointInTimeRecoverySpecification': { PointInTimeRecoveryEnabled: true },
          'Properties.TimeToLiveSpecification': { AttributeName: 'expiresAt', Enabled: true },
        }),
      ),
    breaks: [
      { in: prod, resource: 'Ledger', path: 'Properties.PointInTimeRecoverySpecification', to: undefined },
      { in: dev, resource: 'Ledger', path: 'Properties.TimeToLiveSpecification.Enabled', to: false },
      { in: dev, resource: 'Accounts', path: 'Properties.TableName', to: 'zuora-access-dev-ledger' },
      { in: prod, resource: 'People', path: 'Properties.TimeToLiveSpecification', to: undefined },
      { in: prod, resource: 'People', path: 'Properties.PointInTimeRecoverySpecification', to: undefined },
    ],
  },
  {
    rule: 'an index has the keys of the accounts and of the people that are due at some time, by that time, and nothing else',
    problems: (template) => [
      ...['Accounts', 'People'].flatMap((table) =>
        differences(template.one(table), {
          'Properties.AttributeDefinitions': [
            { AttributeName: 'identity', AttributeType: 'S' },
            { AttributeName: 'due', AttributeType: 'S' },
            { AttributeName: 'dueAt', AttributeType: 'N' },
          ],
          'Properties.GlobalSecondaryIndexes': [
            {
              IndexName: 'due',
              KeySchema: [
                { AttributeName: 'due', KeyType: 'HASH' },
                { AttributeName: 'dueAt', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'KEYS_ONLY' },
            },
          ],
        }),
      ),
      ...differences(template.one('Ledger'), { 'Properties.GlobalSecondaryIndexes': undefined }),
    ],
    breaks: [
      {
        in: prod,
        resource: 'Accounts',
        path: 'Properties.GlobalSecondaryIndexes.0.Projection.ProjectionType',
        to: 'ALL',
      },
      { in: dev, resource: 'Accounts', path: 'Properties.GlobalSecondaryIndexes.0.KeySchema.1', to: undefined },
      { in: prod, resource: 'People', path: 'Properties.GlobalSecondaryIndexes', to: undefined },
    ],
  },
  {
    rule: 'a person is found by their identity, and sent to nobody',
    problems: (template) =>
      differences(template.one('People'), {
        'Properties.KeySchema': [{ AttributeName: 'identity', KeyType: 'HASH' }],
        'Properties.StreamSpecification': undefined,
      }),
    breaks: [
      { in: prod, resource: 'People', path: 'Properties.KeySchema.0.AttributeName', to: 'person' },
      { in: guarded, resource: 'People', path: 'Properties.StreamSpecification', to: { StreamViewType: 'NEW_IMAGE' } },
    ],
  },
  {
    rule: 'the audit log has its entries by account, and whole by the day on which they were written',
    problems: (template) =>
      differences(template.one('Audit'), {
        'Properties.AttributeDefinitions': ['account', 'position', 'day', 'place'].map((AttributeName) => ({
          ...{ AttributeName, AttributeType: 'S' },
        })),
        'Properties.KeySchema': [
          { AttributeName: 'account', KeyType: 'HASH' },
          { AttributeName: 'position', KeyType: 'RANGE' },
        ],
        'Properties.GlobalSecondaryIndexes': [
          {
            IndexName: 'day',
            KeySchema: [
              { AttributeName: 'day', KeyType: 'HASH' },
              { AttributeName: 'place', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'ALL' },
          },
        ],
      }),
    breaks: [
      {
        in: prod,
        resource: 'Audit',
        path: 'Properties.GlobalSecondaryIndexes.0.Projection.ProjectionType',
        to: 'KEYS_ONLY',
      },
      { in: prod, resource: 'Audit', path: 'Properties.KeySchema.1', to: undefined },
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

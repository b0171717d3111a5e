/** Encryption at rest: by AWS's keys, or by the stage's own. */
import type { Check } from '../check.ts';
import { functions, withPublishers } from '../operations.ts';
import { arnByName, arnOf, differences } from '../template.ts';
import { dev, guarded, local, prod, publishers, snsTopic, type Variant } from '../variants.ts';
import { tables } from './data.ts';

const key = arnOf('EncryptionKey');
const keyIf = ({ guards }: Variant) => (guards ? key : undefined);

const statements = 'Properties.KeyPolicy.Statement';
const keyPolicy = [
  { Sid: 'Account', Effect: 'Allow', Principal: { AWS: { Ref: 'AWS::AccountId' } }, Action: 'kms:*', Resource: '*' },
  {
    Sid: 'Logs',
    Effect: 'Allow',
    Principal: { Service: { 'Fn::Sub': `logs.\${AWS::Region}.amazonaws.com` } },
    Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: {
      ArnEquals: {
        'kms:EncryptionContext:aws:logs:arn': functions.map(({ name }) =>
          arnByName('logs', `log-group:/aws/lambda/zuora-access-prod-${name}`),
        ),
      },
    },
  },
  {
    Sid: 'Publishers',
    Effect: 'Allow',
    Principal: { AWS: [publishers.account, publishers.role] },
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Sub': `sqs.\${AWS::Region}.amazonaws.com` } } },
  },
  {
    Sid: 'Rules',
    Effect: 'Allow',
    Principal: { Service: 'events.amazonaws.com' },
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    Condition: {
      ArnEquals: {
        'aws:SourceArn': [
          publishers.rule,
          ...withPublishers.map(({ queue }) =>
            arnByName('events', `rule/zuora-access-prod/zuora-access-prod-${queue}`),
          ),
        ],
      },
    },
  },
  {
    Sid: 'Topics',
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
    Resource: '*',
    Condition: { ArnEquals: { 'aws:SourceArn': [publishers.topic, snsTopic] } },
  },
];

export const encryptionChecks: Check[] = [
  {
    rule: 'every queue is encrypted: by SQS, or with the stage’s own key',
    problems: (template, variant) =>
      template.all('AWS::SQS::Queue').flatMap((queue) =>
        differences(queue, {
          'Properties.KmsMasterKeyId': keyIf(variant),
          'Properties.SqsManagedSseEnabled': variant.guards ? undefined : true,
        }),
      ),
    breaks: [
      { in: prod, resource: 'UserAccessRequestsQueue', path: 'Properties.SqsManagedSseEnabled', to: false },
      {
        in: local,
        resource: 'EntityConnectionsDeadLetterQueue',
        path: 'Properties.SqsManagedSseEnabled',
        to: undefined,
      },
      { in: guarded, resource: 'EventBusDeadLetterQueue', path: 'Properties.KmsMasterKeyId', to: 'alias/aws/sqs' },
    ],
  },
  {
    rule: 'the tables are encrypted with the stage’s own key, if there is one',
    problems: (template, { guards }) =>
      tables.flatMap(([table]) =>
        differences(template.one(table), {
          'Properties.SSESpecification': guards ? { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: key } : undefined,
        }),
      ),
    breaks: [
      { in: guarded, resource: 'Ledger', path: 'Properties.SSESpecification.SSEEnabled', to: false },
      { in: guarded, resource: 'Accounts', path: 'Properties.SSESpecification.KMSMasterKeyId', to: undefined },
      { in: guarded, resource: 'People', path: 'Properties.SSESpecification', to: undefined },
      { in: guarded, resource: 'Audit', path: 'Properties.SSESpecification', to: undefined },
    ],
  },
  {
    rule: 'the secret is encrypted with the stage’s own key, if there is one',
    problems: (template, variant) =>
      differences(template.one('OAuthSecret'), { 'Properties.KmsKeyId': keyIf(variant) }),
    breaks: [{ in: guarded, resource: 'OAuthSecret', path: 'Properties.KmsKeyId', to: undefined }],
  },
  {
    rule: 'the logs are encrypted with the stage’s own key, if there is one',
    problems: (template, variant) =>
      template
        .all('AWS::Logs::LogGroup')
        .flatMap((group) => differences(group, { 'Properties.KmsKeyId': keyIf(variant) })),
    breaks: [{ in: guarded, resource: 'RequestUserAccessLogGroup', path: 'Properties.KmsKeyId', to: undefined }],
  },
  {
    rule: 'the stage’s own key is rotated, has an alias, and is there only if it is wanted',
    problems: (template, { stage, guards }) => {
      if (!guards) return template.all('AWS::KMS::Key').map(({ id }) => `${id}: is not wanted`);
      return [
        ...differences(template.one('EncryptionKey'), { 'Properties.EnableKeyRotation': true }),
        ...differences(template.one('EncryptionKeyAlias'), {
          'Properties.AliasName': `alias/zuora-access-${stage}`,
          'Properties.TargetKeyId': { Ref: 'EncryptionKey' },
        }),
      ];
    },
    breaks: [
      { in: guarded, resource: 'EncryptionKey', path: 'Properties.EnableKeyRotation', to: false },
      { in: guarded, resource: 'EncryptionKeyAlias', path: '', to: undefined },
      {
        in: dev,
        resource: 'AnotherKey',
        path: '',
        to: { Type: 'AWS::KMS::Key', DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' },
      },
    ],
  },
  {
    rule: 'the stage’s own key serves this account, its log groups and its publishers, each only for that',
    problems: (template, { guards }) =>
      guards ? differences(template.one('EncryptionKey'), { [statements]: keyPolicy }) : [],
    breaks: [
      { in: guarded, resource: 'EncryptionKey', path: `${statements}.0.Principal`, to: '*' },
      { in: guarded, resource: 'EncryptionKey', path: `${statements}.1.Condition`, to: undefined },
      { in: guarded, resource: 'EncryptionKey', path: `${statements}.2.Condition`, to: undefined },
      {
        in: guarded,
        resource: 'EncryptionKey',
        path: `${statements}.3.Condition.ArnEquals.aws:SourceArn.0`,
        to: 'arn:aws:events:*:*:rule/*',
      },
      { in: guarded, resource: 'EncryptionKey', path: `${statements}.4`, to: undefined },
      { in: guarded, resource: 'EncryptionKey', path: `${statements}.5`, to: keyPolicy[2] },
    ],
  },
];

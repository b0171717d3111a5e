/** The customer-managed key of a stage, if the stage has one. It encrypts everything at rest. */
import { onRemoval, type Resource, type TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { account, arnByName, arnOf, ids, operationId, regional } from './names.ts';
import { allow, policy, type Statement } from './policy.ts';
import { admit, sendersTo } from './publishers.ts';
import { eventQueuesOf, readService, type Service } from './service.ts';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  if (!service.parameters.customerManagedKey) return {};
  return {
    Resources: {
      [ids.key]: key(service),
      EncryptionKeyAlias: {
        Type: 'AWS::KMS::Alias',
        Properties: { AliasName: `alias/${service.prefix}`, TargetKeyId: { Ref: ids.key } },
      },
    },
    // The framework creates the log groups.
    extensions: Object.fromEntries(
      Object.keys(service.operations).map((name) => [
        operationId(name, 'LogGroup'),
        { Properties: { KmsKeyId: arnOf(ids.key) } },
      ]),
    ),
  };
}

/** Encrypts a queue with the key, or with one of SQS's. */
export function queueEncryption({ parameters }: Service): object {
  return parameters.customerManagedKey ? { KmsMasterKeyId: arnOf(ids.key) } : { SqsManagedSseEnabled: true };
}

/** Encrypts a table with the key. Without it, DynamoDB uses one of its own. */
export function tableEncryption({ parameters }: Service): object {
  if (!parameters.customerManagedKey) return {};
  return { SSESpecification: { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: arnOf(ids.key) } };
}

/** Encrypts a secret with the key. Without it, Secrets Manager uses one of its own. */
export function secretEncryption({ parameters }: Service): object {
  return parameters.customerManagedKey ? { KmsKeyId: arnOf(ids.key) } : {};
}

/** Lets a role read and write encrypted data. */
export function useOfKey({ parameters }: Service): readonly Statement[] {
  return parameters.customerManagedKey ? [allow(['kms:Decrypt', 'kms:GenerateDataKey'], arnOf(ids.key))] : [];
}

/**
 * In a key's policy the resource `*` is the key. Rules and log groups are given by name, since references would be circular.
 *
 * A sender to an encrypted queue uses its key:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
 */
function key(service: Service): Resource {
  const { prefix, operations, parameters } = service;
  const logGroups = Object.keys(operations).map((name) => arnByName('logs', `log-group:/aws/lambda/${prefix}-${name}`));
  return {
    Type: 'AWS::KMS::Key',
    ...onRemoval(parameters.removalPolicy),
    Properties: {
      Description: `Queues, tables, secret, logs and effective-dated changes of ${prefix}`,
      EnableKeyRotation: true,
      KeyPolicy: policy(
        // Without this, nobody could change the key or get access to it by an IAM policy.
        allow('kms:*', '*', { Sid: 'Account', Principal: account }),
        // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
        allow(['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'], '*', {
          Sid: 'Logs',
          Principal: { Service: regional('logs') },
          Condition: { ArnEquals: { 'kms:EncryptionContext:aws:logs:arn': logGroups } },
        }),
        ...admit(sendersTo(service, eventQueuesOf(service)), ['kms:GenerateDataKey', 'kms:Decrypt'], '*', {
          StringEquals: { 'kms:ViaService': regional('sqs') },
        }),
      ),
    },
  };
}

/** The tables: the ledger, and the linked accounts. */
import { dueIndex } from '../lib/account/due-index.ts';
import type { FinishedTemplate, Resource, TemplatePart } from './cloudformation.ts';
import { onRemoval } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { tableEncryption } from './encryption.ts';
import { ids } from './names.ts';
import { readService, type Service } from './service.ts';

/** Their logical ids, by the end of their names. */
export const tables = { ledger: ids.ledger, accounts: ids.accounts } as const;

export type TableName = keyof typeof tables;

const keyDefinitions = [{ AttributeName: 'identity', AttributeType: 'S' }];

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  return {
    Resources: {
      [ids.ledger]: table(service, 'ledger'),
      [ids.accounts]: withDueIndex(table(service, 'accounts')),
    },
  };
}

function table(service: Service, name: TableName): Resource {
  const { removalPolicy } = service.parameters;
  return {
    Type: 'AWS::DynamoDB::Table',
    ...onRemoval(removalPolicy),
    Properties: {
      TableName: `${service.prefix}-${name}`,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keyDefinitions,
      KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      DeletionProtectionEnabled: removalPolicy === 'Retain',
      ...tableEncryption(service),
    },
  };
}

/** Only an account that is due at some time is in the index, so that a sweep reads no other. */
function withDueIndex(accounts: Resource): Resource {
  const { name, partitionKey, sortKey } = dueIndex;
  return {
    ...accounts,
    Properties: {
      ...accounts.Properties,
      AttributeDefinitions: [
        ...keyDefinitions,
        { AttributeName: partitionKey, AttributeType: 'S' },
        { AttributeName: sortKey, AttributeType: 'N' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: name,
          KeySchema: [
            { AttributeName: partitionKey, KeyType: 'HASH' },
            { AttributeName: sortKey, KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    },
  };
}

/**
 * Makes the tables the last resources of a stack. CloudFormation cannot delete a protected table, so a first deployment that
 * fails must not have made one. Nothing may refer to a table but by name. The tables themselves refer to the key.
 */
export function createTablesLast(template: FinishedTemplate): FinishedTemplate {
  const last: readonly string[] = Object.values(tables);
  const others = Object.keys(template.Resources).filter((id) => !last.includes(id) && id !== ids.key);
  const resources = Object.entries(template.Resources).map(([id, resource]) => [
    id,
    last.includes(id) ? { ...resource, DependsOn: others } : resource,
  ]);
  return { ...template, Resources: Object.fromEntries(resources) };
}

/** The table of the ledger. */

import type { FinishedTemplate } from './cloudformation.ts';
import { onRemoval, type TemplatePart } from './cloudformation.ts';
import type { Configuration } from './configuration.ts';
import { tableEncryption } from './encryption.ts';
import { ids } from './names.ts';
import { readService } from './service.ts';

export async function resources(configuration: Configuration): Promise<TemplatePart> {
  const service = await readService(configuration);
  const { removalPolicy } = service.parameters;
  return {
    Resources: {
      [ids.ledger]: {
        Type: 'AWS::DynamoDB::Table',
        ...onRemoval(removalPolicy),
        Properties: {
          TableName: `${service.prefix}-ledger`,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [{ AttributeName: 'identity', AttributeType: 'S' }],
          KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
          DeletionProtectionEnabled: removalPolicy === 'Retain',
          ...tableEncryption(service),
        },
      },
    },
  };
}

/**
 * Makes the ledger the last resource of a stack. CloudFormation cannot delete a protected table, so a first deployment that
 * fails must not have made it. Nothing may refer to the ledger but by name. The ledger itself refers to the key.
 */
export function createLedgerLast(template: FinishedTemplate): FinishedTemplate {
  const ledger = template.Resources[ids.ledger];
  if (!ledger) return template;
  const others = Object.keys(template.Resources).filter((id) => id !== ids.ledger && id !== ids.key);
  return { ...template, Resources: { ...template.Resources, [ids.ledger]: { ...ledger, DependsOn: others } } };
}

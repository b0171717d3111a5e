/** The table of the ledger. */
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

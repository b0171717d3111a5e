/**
 * The table of the ledger.
 */
import { tableEncryption } from './encryption.js';
import { ids } from './names.js';
import { readService } from './service.js';

/** @param {import('./service.js').Configuration} configuration */
export async function resources(configuration) {
  const service = await readService(configuration);
  const { removalPolicy } = service.parameters;
  return {
    Resources: {
      [ids.ledger]: {
        Type: 'AWS::DynamoDB::Table',
        DeletionPolicy: removalPolicy,
        UpdateReplacePolicy: removalPolicy,
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

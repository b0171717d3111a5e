/** The functions' client of DynamoDB for an operator's tens of thousands of calls: each takes less than half of the SDK's processor time. */
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { getEndpointFromInstructions } from '@smithy/core/endpoints';
import { DynamodbClient } from '../../lib/dynamodb/dynamodb-client.ts';
import type { AwsConnection } from './aws-connection.ts';

/** It goes where the SDK's client goes, as the same caller, and through the same proxy. */
export async function bulkDynamodb({
  dynamodb: { config },
  agent,
}: Pick<AwsConnection, 'dynamodb' | 'agent'>): Promise<DynamodbClient> {
  const [endpoint, region] = await Promise.all([
    getEndpointFromInstructions({}, DescribeTableCommand, { ...config }),
    config.region(),
  ]);
  return new DynamodbClient({ endpoint: async () => endpoint, region, credentials: config.credentials, agent });
}

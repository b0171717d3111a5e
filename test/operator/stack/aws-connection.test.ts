import { expect, test } from '@jest/globals';
import { type AwsConnection, connectToAws } from '../../../operator/stack/aws-connection.ts';
import { bulkDynamodb } from '../../../operator/stack/bulk-dynamodb.ts';
import { startRecordingProxy } from '../../services/recording-proxy.ts';

const env = { AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' };

test.each([
  ['http://127.0.0.1:4566', true],
  ['http://localhost:4566', true],
  ['http://[::1]:4566', true],
  ['https://sqs.eu-west-1.amazonaws.com', false],
  ['http://127.0.0.1.example.com', false],
  ['', false],
])('whether the AWS at %p is on this machine: %p', async (url, isOnThisMachine) => {
  const connection = await withEnvironment({ AWS_ENDPOINT_URL: url }, async (connected) => connected);
  expect(connection.isOnThisMachine).toBe(isOnThisMachine);
});

test.each<[what: string, variables: Readonly<Record<string, string>>, target: string]>([
  ['the region', {}, 'dynamodb.eu-west-1.amazonaws.com:443'],
  ['a FIPS endpoint', { AWS_USE_FIPS_ENDPOINT: 'true' }, 'dynamodb-fips.eu-west-1.amazonaws.com:443'],
  ['an endpoint of DynamoDB alone', { AWS_ENDPOINT_URL_DYNAMODB: 'https://vpce.test' }, 'vpce.test:443'],
])('the client for many calls goes to %s through the proxy, as the SDK does', async (_, variables, target) => {
  const proxy = await startRecordingProxy('http://127.0.0.1:9');
  const limit = { abortSignal: AbortSignal.timeout(60_000) };
  try {
    await withEnvironment({ ...variables, HTTPS_PROXY: proxy.url, AWS_MAX_ATTEMPTS: '1' }, async (aws) => {
      await expect(aws.dynamodb.scan({ TableName: 'people' })).rejects.toThrow();
      const bulk = await bulkDynamodb(aws);
      await expect(bulk.scan({ TableName: 'people' }, limit)).rejects.toThrow();
      bulk.destroy();
    });
    expect(proxy.targets.length).toBeGreaterThan(1);
    expect(new Set(proxy.targets)).toEqual(new Set([target]));
  } finally {
    proxy.close();
  }
});

/** The SDK reads its settings from the process itself. */
async function withEnvironment<Result>(
  variables: Readonly<Record<string, string>>,
  use: (aws: AwsConnection) => Promise<Result>,
): Promise<Result> {
  const before = { ...process.env };
  Object.assign(process.env, env, variables);
  try {
    return await use(await connectToAws({ ...env, ...variables }));
  } finally {
    process.env = before;
  }
}

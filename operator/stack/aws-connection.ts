/** The AWS that an operator works on. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { isLoopback } from '../../lib/loopback.ts';
import { outsideAws } from '../aws-access.ts';

export interface AwsConnection {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly secrets: SecretsManagerClient;
  readonly sts: STSClient;
}

/** Milliseconds. Without them a call waits for ever when there is no network. */
const timeouts = { connectionTimeout: 5000, requestTimeout: 30_000 };

/**
 * Connects to AWS by the SDK's usual settings. A loopback AWS_ENDPOINT_URL needs no other setting: it is `npm start`.
 *
 * @throws the SDK's own error when it finds no region or no credentials
 */
export async function connectToAws(env: NodeJS.ProcessEnv): Promise<AwsConnection> {
  const endpoint = loopbackEndpoint(env);
  const access = endpoint === undefined ? {} : outsideAws(endpoint, env);
  const options = { ...access, requestHandler: timeouts };
  // A queue URL names a host that local queues do not have.
  const sqs = new SQSClient({ ...options, useQueueUrlAsEndpoint: false });
  await sqs.config.region();
  await sqs.config.credentials();
  return {
    sqs,
    dynamodb: new DynamoDBClient(options),
    lambda: new LambdaClient(options),
    logs: new CloudWatchLogsClient(options),
    secrets: new SecretsManagerClient(options),
    sts: new STSClient(options),
  };
}

/** The AWS endpoint that the environment names, if it is on this machine. */
export function loopbackEndpoint({ AWS_ENDPOINT_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  return URL.canParse(url) && isLoopback(new URL(url).hostname) ? url : undefined;
}

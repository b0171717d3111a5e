/** Which AWS a command talks to, and about which stage. */
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { STSClient } from '@aws-sdk/client-sts';
import { isLoopback } from '../lib/loopback.ts';
import { outsideAws } from './aws-access.ts';
import { UsageError } from './errors.ts';

export interface Clients {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly secrets: SecretsManagerClient;
  readonly sts: STSClient;
}

/** Milliseconds. Without them a call waits for ever for a network that is not there. */
const timeouts = { connectionTimeout: 5000, requestTimeout: 30_000 };

/**
 * The AWS of the SDK's usual settings; on this machine, without any, that of `npm start`.
 *
 * @throws what the SDK says when it finds no region or no credentials
 */
export async function connect(env: NodeJS.ProcessEnv): Promise<Clients> {
  const endpoint = localEndpoint(env);
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

/**
 * @param chosen by option or environment
 * @throws UsageError
 */
export function stageOf(chosen: string | undefined, env: NodeJS.ProcessEnv): string {
  if (chosen) return chosen;
  if (localEndpoint(env) !== undefined) return 'local';
  throw new UsageError(
    'Which stage? Give --stage or set ZUORA_ACCESS_STAGE; for the local stack set AWS_ENDPOINT_URL=http://127.0.0.1:4566.',
  );
}

function localEndpoint({ AWS_ENDPOINT_URL: url = '' }: NodeJS.ProcessEnv): string | undefined {
  return URL.canParse(url) && isLoopback(new URL(url).hostname) ? url : undefined;
}

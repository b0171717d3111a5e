/** Deploys the service to the AWS that the tests share, as `npx serverless` does to Amazon's. */
import { join } from 'node:path';
import { LambdaClient, ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from '@aws-sdk/client-lambda';
import { serverless } from '../../local/packaging.ts';
import type { AwsAccess } from '../../operator/aws-access.ts';

const root = join(__dirname, '../..');

/**
 * Runs `serverless` with the credentials of `aws`, and with no others.
 *
 * @param command e.g. `deploy`, `--stage`, `dev`
 * @returns what it printed
 */
export function runServerless({ endpoint, region, credentials }: AwsAccess, ...command: string[]): Promise<string> {
  return serverless(root, command, {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  });
}

/**
 * Disables the event source mappings of stage `local`, so that nobody but the local stack takes messages off its queues.
 */
export async function disableMappings(aws: AwsAccess): Promise<void> {
  const lambda = new LambdaClient(aws);
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand());
  for (const { UUID, FunctionArn } of EventSourceMappings) {
    if (!FunctionArn?.includes(':zuora-access-local-')) continue;
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
  lambda.destroy();
}

/** The AWS of AWS_ENDPOINT_URL, which takes the place of the embedded one. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { AwsAccess } from '../operator/aws-access.ts';
import { foreignServerOf, NotAws } from '../operator/foreign-server.ts';
import { networkFailureOf } from '../operator/network-failure.ts';
import { awsTimeouts } from '../operator/stack/aws-connection.ts';

/**
 * Reads something before anything is created there.
 *
 * @throws Error if it is no AWS, or cannot be reached
 */
export async function requireAws(access: AwsAccess): Promise<void> {
  const dynamodb = new DynamoDBClient({ ...access, requestHandler: awsTimeouts });
  try {
    const { TableNames } = await dynamodb.send(new ListTablesCommand({ Limit: 1 }));
    if (TableNames === undefined) throw new NotAws();
  } catch (cause) {
    const problem = problemOf(cause, access.endpoint);
    if (problem !== undefined) throw new Error(problem, { cause });
  } finally {
    dynamodb.destroy();
  }
}

/** @returns undefined for a refusal by AWS itself: the rights may suffice for the rest */
function problemOf(error: unknown, endpoint: string): string | undefined {
  const server = foreignServerOf(error);
  if (server !== undefined) {
    const found = server === 'zuora-sandbox' ? 'This is the address of the Zuora sandbox.' : 'What answers is not AWS.';
    return `${found} Unset AWS_ENDPOINT_URL, ${endpoint}, to use the embedded AWS.`;
  }
  const failure = networkFailureOf(error, 'AWS');
  return failure && `AWS_ENDPOINT_URL, ${endpoint}: ${failure.problem} Unset it to use the embedded AWS.`;
}

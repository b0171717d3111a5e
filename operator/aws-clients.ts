/** The clients of a local stack's AWS. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { AwsAccess } from './aws-access.ts';

export type AwsClients = {
  readonly sqs: SQSClient;
  readonly dynamodb: DynamoDB;
  readonly secrets: SecretsManagerClient;
  readonly scheduler: SchedulerClient;
};

export function awsClients(access: AwsAccess): AwsClients {
  return {
    // A queue URL may carry the address of another start; the endpoint is the one to call.
    sqs: new SQSClient({ ...access, useQueueUrlAsEndpoint: false }),
    dynamodb: new DynamoDB(access),
    secrets: new SecretsManagerClient(access),
    scheduler: new SchedulerClient(access),
  };
}

/** Creates the Lambda function that sweeps: the only place where its effects are chosen. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { parseArn } from '../arn.ts';
import { type Handler, handle } from '../handler.ts';
import { Telemetry } from '../telemetry.ts';
import { DueAccounts } from './due-accounts.ts';
import { LookQueue } from './look-queue.ts';
import { readSweepSettings } from './settings.ts';
import { sweepAccounts } from './sweep.ts';

/**
 * Every message is acknowledged, also after a failure: the next one comes within a minute. Several at once ask for one
 * sweep.
 *
 * @param name of the function
 * @throws ServiceError `bad-settings` for an invalid environment
 */
export function createSweepHandler(name: string): Handler {
  const services = createServices();
  return handle(name, services, async ([record]) => {
    try {
      if (record) await sweepAccounts(services, parseArn(record.eventSourceARN).account);
    } catch (error) {
      services.telemetry.sweepFailed(error);
    }
    return { batchItemFailures: [] };
  });
}

function createServices() {
  const settings = readSweepSettings(process.env);
  return {
    settings,
    telemetry: new Telemetry(),
    accounts: new DueAccounts(new DynamoDBClient(), settings),
    looks: new LookQueue(new SQSClient({ useQueueUrlAsEndpoint: false }), settings),
    now: Date.now,
  };
}

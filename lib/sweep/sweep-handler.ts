/** Creates the Lambda function that sweeps: the only place where its effects are chosen. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { accountLookBody } from '../account/account-look-body.ts';
import { duePartitions } from '../account/due-partitions.ts';
import { parseArn } from '../arn.ts';
import { DynamodbClient } from '../dynamodb/dynamodb-client.ts';
import { type Handler, handle } from '../handler.ts';
import { duePeople } from '../people/due-person.ts';
import { personLookBody } from '../people/person-look-body.ts';
import { Headcount } from '../safeguard/headcount.ts';
import { Telemetry } from '../telemetry.ts';
import { SilenceWatch } from '../traffic/silence-watch.ts';
import { TrafficTable } from '../traffic/traffic-table.ts';
import { DueItems } from './due-items.ts';
import { LookQueue } from './look-queue.ts';
import { readSweepSettings } from './settings.ts';
import { type Sweepable, sweep } from './sweep.ts';

/**
 * Every message is acknowledged, also after a failure: the next one comes within a minute. Several at once ask for one
 * sweep. What is due of one kind waits for no other, and neither waits for the count of the people or for the watch over the
 * sources.
 *
 * @param name of the function
 * @throws ServiceError `bad-settings` for an invalid environment
 */
export function createSweepHandler(name: string): Handler {
  const { kinds, headcount, silence, ...services } = createServices();
  const { telemetry } = services;
  const alone = async (part: () => Promise<void>) => {
    try {
      await part();
    } catch (error) {
      telemetry.sweepFailed(error);
    }
  };
  return handle(name, services, async ([record]) => {
    if (record) {
      const { account } = parseArn(record.eventSourceARN);
      await Promise.all([
        ...kinds.map((kind) => alone(() => sweep(kind, services, account))),
        alone(() => headcount.count()),
        alone(async () => telemetry.sourcesSilent(await silence.find())),
      ]);
    }
    return { batchItemFailures: [] };
  });
}

function createServices() {
  const settings = readSweepSettings(process.env);
  const { accounts, people, lookQueue, personLookQueue, awsTimeout } = settings;
  const dynamodb = DynamodbClient.fromEnvironment(process.env);
  const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
  const kinds: readonly Sweepable[] = [
    {
      of: 'accounts',
      items: new DueItems(dynamodb, { table: accounts, partitions: Object.values(duePartitions), awsTimeout }),
      looks: new LookQueue(sqs, { queue: lookQueue, bodyOf: accountLookBody, awsTimeout }),
    },
    {
      of: 'people',
      items: new DueItems(dynamodb, { table: people, partitions: [duePeople], awsTimeout }),
      looks: new LookQueue(sqs, { queue: personLookQueue, bodyOf: personLookBody, awsTimeout }),
    },
  ];
  const headcount = new Headcount(dynamodb, { people, awsTimeout }, Date.now);
  const silence = new SilenceWatch(new TrafficTable(dynamodb, settings, Date.now), Date.now);
  return { settings, telemetry: new Telemetry(), kinds, headcount, silence, now: Date.now };
}

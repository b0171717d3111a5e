/** A sweep on the embedded AWS, with a clock of its own: accounts that are due in, looks out. */
import { randomUUID } from 'node:crypto';
import { BatchWriteItemCommand, CreateTableCommand, type DynamoDB } from '@aws-sdk/client-dynamodb';
import type { SQS } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { accountLookBody } from '../../../lib/account/account-look-body.ts';
import { duePartitions } from '../../../lib/account/due-partitions.ts';
import type { SweepLine } from '../../../lib/log-line.ts';
import { slicesOf } from '../../../lib/slices.ts';
import { DueItems } from '../../../lib/sweep/due-items.ts';
import { LookQueue } from '../../../lib/sweep/look-queue.ts';
import { readSweepSettings, type SweepSettings } from '../../../lib/sweep/settings.ts';
import { sweep } from '../../../lib/sweep/sweep.ts';
import { Clock } from '../../clock.ts';
import { environment } from '../../factories.ts';

const { ZUORA_ACCESS_DEAD_LETTER_QUEUE: _, ...shared } = environment;

/** The variables of a function that sweeps. */
export const sweepEnvironment = {
  ...shared,
  ZUORA_ACCESS_LOOK_QUEUE: 'looks',
  ZUORA_ACCESS_PEOPLE: 'people',
  ZUORA_ACCESS_PERSON_LOOK_QUEUE: 'person-looks',
};

export interface AwsParts {
  readonly sqs: SQS;
  readonly dynamodb: DynamoDB;
}

/** The most items that DynamoDB writes at once. */
const maxItems = 25;

/** The most messages that SQS takes at once. */
const maxMessages = 10;

/** The table of linked accounts, or of people, as the template describes it. */
export async function createDueTable(dynamodb: DynamoDB, TableName: string): Promise<void> {
  await dynamodb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'identity', AttributeType: 'S' },
        { AttributeName: 'due', AttributeType: 'S' },
        { AttributeName: 'dueAt', AttributeType: 'N' },
      ],
      KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'due',
          KeySchema: [
            { AttributeName: 'due', KeyType: 'HASH' },
            { AttributeName: 'dueAt', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
}

export class Sweeping {
  readonly clock = new Clock();
  readonly settings: SweepSettings;
  readonly accounts: DueItems;
  readonly lines: SweepLine[] = [];
  readonly #aws: AwsParts;

  private constructor(aws: AwsParts) {
    this.#aws = aws;
    const name = randomUUID();
    const variables = { ZUORA_ACCESS_ACCOUNTS: name, ZUORA_ACCESS_LOOK_QUEUE: `${name}-looks` };
    this.settings = { ...readSweepSettings({ ...sweepEnvironment, ...variables }), awsTimeout: 10_000 };
    this.accounts = new DueItems(aws.dynamodb, {
      table: name,
      partitions: Object.values(duePartitions),
      awsTimeout: 10_000,
    });
  }

  static async create(aws: AwsParts): Promise<Sweeping> {
    const created = new Sweeping(aws);
    await createDueTable(aws.dynamodb, created.settings.accounts);
    await aws.sqs.createQueue({ QueueName: created.settings.lookQueue });
    return created;
  }

  /**
   * Writes accounts that are due so long ago, by their keys; milliseconds. Those of `undefined` are never due.
   *
   * @param due what for, as the index has it
   */
  async put(ages: Readonly<Record<string, number | undefined>>, due: string = duePartitions.others): Promise<void> {
    const items = Object.entries(ages).map(([identity, age]) =>
      marshall({ identity, id: 'opaque', ...(age !== undefined && { due, dueAt: this.clock.now() - age }) }),
    );
    for (const some of slicesOf(items, maxItems)) {
      const requests = some.map((Item) => ({ PutRequest: { Item } }));
      await this.#aws.dynamodb.send(
        new BatchWriteItemCommand({ RequestItems: { [this.settings.accounts]: requests } }),
      );
    }
  }

  /** @param sqs if it is not that of the embedded AWS */
  async sweep(sqs: SQS = this.#aws.sqs): Promise<void> {
    const { lookQueue: queue, awsTimeout } = this.settings;
    await sweep(
      {
        of: 'accounts',
        items: this.accounts,
        looks: new LookQueue(sqs, { queue, bodyOf: accountLookBody, awsTimeout }),
      },
      { telemetry: { sweep: (line) => this.lines.push(line) }, now: this.clock.now },
      '000000000000',
    );
  }

  /** Sends messages that wait for their looks. */
  async fill(count: number): Promise<void> {
    const QueueUrl = await this.#queueUrl();
    for (let sent = 0; sent < count; sent += maxMessages) {
      const size = Math.min(maxMessages, count - sent);
      const Entries = Array.from({ length: size }, (_, index) => ({ Id: String(index), MessageBody: '{}' }));
      await this.#aws.sqs.sendMessageBatch({ QueueUrl, Entries });
    }
  }

  async waiting(): Promise<number> {
    const QueueUrl = await this.#queueUrl();
    const { Attributes } = await this.#aws.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
    return Number(Attributes?.['ApproximateNumberOfMessages']);
  }

  /** Takes the looks off the queue: their bodies, in any order. */
  async taken(): Promise<string[]> {
    const QueueUrl = await this.#queueUrl();
    const bodies: string[] = [];
    for (;;) {
      const { Messages = [] } = await this.#aws.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: maxMessages });
      if (Messages.length === 0) return bodies.sort();
      bodies.push(...Messages.map(({ Body = '' }) => Body));
    }
  }

  async #queueUrl(): Promise<string | undefined> {
    return (await this.#aws.sqs.getQueueUrl({ QueueName: this.settings.lookQueue })).QueueUrl;
  }
}

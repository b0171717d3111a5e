/** The queue that a function serves, and the one for its dead letters. */
import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { SingleFlight } from '../single-flight.ts';
import { type DeadLetter, deadLetterAttributes } from './dead-letter.ts';

export class Queue {
  readonly #client: SQSClient;
  readonly #deadLetterQueue: string;
  readonly #urls = new Map<string, string>();
  readonly #lookups = new SingleFlight<string>();

  /** @param deadLetterQueue its name, in the account of the queue that it serves */
  constructor(client: SQSClient, deadLetterQueue: string) {
    this.#client = client;
    this.#deadLetterQueue = deadLetterQueue;
  }

  /** Hides a message that stays on the queue for so many milliseconds, rounded up to a second. */
  async hide(record: SQSRecord, milliseconds: number): Promise<void> {
    const { account, name } = partsOf(record.eventSourceARN);
    await this.#client.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: await this.#url(account, name),
        ReceiptHandle: record.receiptHandle,
        VisibilityTimeout: Math.ceil(milliseconds / 1000),
      }),
    );
  }

  /** Sends a message to the dead-letter queue, its body unchanged. */
  async sendDeadLetter(record: SQSRecord, deadLetter: DeadLetter): Promise<void> {
    const { account } = partsOf(record.eventSourceARN);
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: await this.#url(account, this.#deadLetterQueue),
        MessageBody: record.body,
        MessageAttributes: deadLetterAttributes(record.body, record.messageAttributes, deadLetter),
      }),
    );
  }

  async #url(account: string, name: string): Promise<string> {
    const known = this.#urls.get(name);
    if (known) return known;
    return this.#lookups.run(name, async () => {
      const { QueueUrl = '' } = await this.#client.send(
        new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account }),
      );
      this.#urls.set(name, QueueUrl);
      return QueueUrl;
    });
  }
}

/** `arn:aws:sqs:us-east-1:123456789012:name` */
function partsOf(arn: string): { account: string; name: string } {
  const [, , , , account = '', name = ''] = arn.split(':');
  return { account, name };
}

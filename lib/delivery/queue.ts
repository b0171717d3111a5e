/** The queue that a function serves, and the one for its dead letters. */
import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import type { Settings } from '../settings.ts';
import { SingleFlight } from '../single-flight.ts';
import { type DeadLetter, deadLetterAttributes } from './dead-letter.ts';

export class Queue {
  readonly #client: SQSClient;
  readonly #settings: Settings;
  readonly #urls = new Map<string, string>();
  readonly #lookups = new SingleFlight<string>();

  constructor(client: SQSClient, settings: Settings) {
    this.#client = client;
    this.#settings = settings;
  }

  /** Hides a message that stays on the queue for so many milliseconds, rounded up to a second. */
  async hide({ eventSourceARN, receiptHandle }: SQSRecord, milliseconds: number): Promise<void> {
    const { account, name } = partsOf(eventSourceARN);
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: await this.#url(account, name),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.ceil(milliseconds / 1000),
    });
    await this.#client.send(command, this.#inTime());
  }

  /** Sends a message to the dead-letter queue, its body unchanged. */
  async sendDeadLetter({ eventSourceARN, body, messageAttributes }: SQSRecord, deadLetter: DeadLetter): Promise<void> {
    const { account } = partsOf(eventSourceARN);
    const command = new SendMessageCommand({
      QueueUrl: await this.#url(account, this.#settings.deadLetterQueue),
      MessageBody: body,
      MessageAttributes: deadLetterAttributes(body, messageAttributes, deadLetter),
    });
    await this.#client.send(command, this.#inTime());
  }

  async #url(account: string, name: string): Promise<string> {
    const known = this.#urls.get(name);
    if (known) return known;
    return this.#lookups.run(name, async () => {
      const command = new GetQueueUrlCommand({ QueueName: name, QueueOwnerAWSAccountId: account });
      // Stryker disable next-line StringLiteral: SQS answers with a URL, or with an error
      const { QueueUrl = '' } = await this.#client.send(command, this.#inTime());
      this.#urls.set(name, QueueUrl);
      return QueueUrl;
    });
  }

  #inTime(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#settings.awsTimeout) };
  }
}

/** `arn:aws:sqs:us-east-1:123456789012:name` */
function partsOf(arn: string): { account: string; name: string } {
  // Stryker disable next-line StringLiteral: the ARN of a queue has both
  const [, , , , account = '', name = ''] = arn.split(':');
  return { account, name };
}

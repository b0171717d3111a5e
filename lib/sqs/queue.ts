/** The queue that a function serves, and the one for its dead letters. */
import { ChangeMessageVisibilityCommand, SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { parseArn } from '../arn.ts';
import type { EventSettings } from '../settings.ts';
import { type DeadLetter, deadLetterAttributes } from './dead-letter.ts';
import { QueueUrls } from './queue-urls.ts';

export class Queue {
  readonly #client: SQSClient;
  readonly #settings: EventSettings;
  readonly #urls: QueueUrls;

  constructor(client: SQSClient, settings: EventSettings) {
    this.#client = client;
    this.#settings = settings;
    this.#urls = new QueueUrls(client, settings);
  }

  /** Changes a message's visibility timeout: milliseconds, rounded up to a second. */
  async changeVisibility({ eventSourceARN, receiptHandle }: SQSRecord, milliseconds: number): Promise<void> {
    const { account, resource: name } = parseArn(eventSourceARN);
    const command = new ChangeMessageVisibilityCommand({
      QueueUrl: await this.#urls.find(account, name),
      ReceiptHandle: receiptHandle,
      VisibilityTimeout: Math.ceil(milliseconds / 1000),
    });
    await this.#client.send(command, this.#inTime());
  }

  /** Sends a message to the dead-letter queue, its body unchanged. */
  async sendDeadLetter({ eventSourceARN, body, messageAttributes }: SQSRecord, deadLetter: DeadLetter): Promise<void> {
    const { account } = parseArn(eventSourceARN);
    const command = new SendMessageCommand({
      QueueUrl: await this.#urls.find(account, this.#settings.deadLetterQueue),
      MessageBody: body,
      MessageAttributes: deadLetterAttributes(body, messageAttributes, deadLetter),
    });
    await this.#client.send(command, this.#inTime());
  }

  #inTime(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#settings.awsTimeout) };
  }
}

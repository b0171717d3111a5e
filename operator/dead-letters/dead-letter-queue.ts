/** A dead-letter queue under an operator's hands. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { QueuePair } from '../stack/stack.ts';
import { type DeadLetter, readDeadLetter, resendAttributes } from './dead-letter.ts';

/** The most that SQS takes or gives at once. */
const batch = 10;

export class DeadLetterQueue {
  readonly #client: SQSClient;
  readonly #queue: QueuePair;
  readonly #visibilityTimeout: number;

  /** @param visibilityTimeout for how many milliseconds a received message is hidden from everybody else */
  constructor(client: SQSClient, queue: QueuePair, visibilityTimeout: number) {
    this.#client = client;
    this.#queue = queue;
    this.#visibilityTimeout = visibilityTimeout;
  }

  get name(): string {
    return this.#queue.name;
  }

  /** Approximate: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
  async counts(): Promise<{ visible: number; inFlight: number }> {
    const { Attributes = {} } = await this.#client.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#queue.deadLetterUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return {
      visible: Number(Attributes['ApproximateNumberOfMessages']),
      inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    };
  }

  /**
   * Never aborted: a message that SQS hands to a caller who has gone stays hidden. A wait of one second asks all servers:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
   */
  async receive(most = batch): Promise<DeadLetter[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queue.deadLetterUrl,
        MaxNumberOfMessages: Math.min(most, batch),
        WaitTimeSeconds: 1,
        VisibilityTimeout: Math.ceil(this.#visibilityTimeout / 1000),
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    return Messages.map((message) => readDeadLetter(this.name, message));
  }

  /** Shows messages to everybody again. One whose time is over is to be seen already, so a refusal does not matter. */
  async putBack(receiptHandles: readonly string[]): Promise<void> {
    for (let first = 0; first < receiptHandles.length; first += batch) {
      const Entries = receiptHandles
        .slice(first, first + batch)
        .map((ReceiptHandle, index) => ({ Id: String(index), ReceiptHandle, VisibilityTimeout: 0 }));
      const command = new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#queue.deadLetterUrl, Entries });
      await this.#client.send(command);
    }
  }

  /**
   * Sends a message to the queue that it came from; takes it off this one when that has it.
   *
   * @param stale whether a grant that is stale may be carried out all the same
   */
  async redrive(letter: DeadLetter, stale?: boolean): Promise<void> {
    await this.#client.send(
      new SendMessageCommand({
        QueueUrl: this.#queue.sourceUrl,
        MessageBody: letter.body,
        MessageAttributes: resendAttributes(letter, stale),
      }),
    );
    await this.delete(letter);
  }

  async delete({ receiptHandle }: DeadLetter): Promise<void> {
    const command = new DeleteMessageCommand({ QueueUrl: this.#queue.deadLetterUrl, ReceiptHandle: receiptHandle });
    await this.#client.send(command);
  }
}

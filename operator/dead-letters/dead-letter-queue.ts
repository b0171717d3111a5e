/** A dead-letter queue, as an operator works on it. */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import pMap from 'p-map';
import { messageBytes } from '../../lib/sqs/dead-letter.ts';
import { NotFound } from '../errors.ts';
import { noteDates } from '../server-date.ts';
import type { Session } from '../stack/session.ts';
import { chooseQueues, hasDeadLetterQueue, type QueuePair } from '../stack/stack.ts';
import { maxBatch, RefusedEntry, settleBatch, splitIntoBatches } from './batch.ts';
import { type DeadLetter, readDeadLetter, resendAttributes } from './dead-letter.ts';

/** Requests at once: a queue of 100,000 messages needs 10,000 of them. */
const maxPuttingBack = 4;

export class DeadLetterQueue {
  readonly #client: SQSClient;
  readonly #queue: QueuePair;
  readonly #visibilityTimeout: number;

  /** @param visibilityTimeout milliseconds for which other consumers do not see a received message */
  constructor(client: SQSClient, queue: QueuePair, visibilityTimeout: number) {
    this.#client = client;
    this.#queue = queue;
    this.#visibilityTimeout = visibilityTimeout;
  }

  get name(): string {
    return this.#queue.name;
  }

  /**
   * Approximate, with the date of the answer.
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
   */
  async counts(): Promise<{ visible: number; inFlight: number; date: string | undefined }> {
    let date: string | undefined;
    const command = new GetQueueAttributesCommand({
      QueueUrl: this.#queue.deadLetterUrl,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    });
    noteDates(command.middlewareStack, (noted) => {
      date = noted;
    });
    const { Attributes = {} } = await this.#client.send(command);
    return {
      date,
      visible: Number(Attributes['ApproximateNumberOfMessages']),
      inFlight: Number(Attributes['ApproximateNumberOfMessagesNotVisible']),
    };
  }

  /**
   * Never aborted: SQS would deliver a message that nobody receives, and hide it. A wait of one second asks all servers:
   * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html
   */
  async receive(maxMessages = maxBatch): Promise<DeadLetter[]> {
    const { Messages = [] } = await this.#client.send(
      new ReceiveMessageCommand({
        QueueUrl: this.#queue.deadLetterUrl,
        MaxNumberOfMessages: Math.min(maxMessages, maxBatch),
        WaitTimeSeconds: 1,
        VisibilityTimeout: Math.ceil(this.#visibilityTimeout / 1000),
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    );
    return Messages.map((message) => readDeadLetter(this.name, message));
  }

  /**
   * Makes messages visible again. SQS marks an entry as our fault if its visibility timeout is over: then it is visible
   * already.
   *
   * @throws the first failure of a request or of SQS, after all have been sent
   */
  async putBack(receiptHandles: readonly string[]): Promise<void> {
    const failures: unknown[] = [];
    const putBackBatch = async (handles: readonly string[]) => {
      const Entries = handles.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      await this.#client
        .send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#queue.deadLetterUrl, Entries }))
        .then(({ Failed = [] }) => {
          const own = Failed.filter(({ SenderFault }) => SenderFault !== true);
          failures.push(...own.map((entry) => new RefusedEntry(entry)));
        })
        .catch((error) => failures.push(error));
    };
    await pMap(
      splitIntoBatches(receiptHandles, () => 0),
      putBackBatch,
      { concurrency: maxPuttingBack },
    );
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Sends messages to their source queue, then deletes here those that were sent.
   *
   * @param allowStale whether the service may carry out a stale grant
   * @returns a result for each message, in order
   */
  async redrive(letters: readonly DeadLetter[], allowStale?: boolean): Promise<PromiseSettledResult<void>[]> {
    const sendings = await this.#send(letters, allowStale);
    const sent = letters.filter((_, index) => sendings[index]?.status === 'fulfilled');
    const deletions = await this.delete(sent);
    return letters.flatMap((letter, index) => deletions[sent.indexOf(letter)] ?? sendings[index] ?? []);
  }

  async #send(letters: readonly DeadLetter[], allowStale?: boolean): Promise<PromiseSettledResult<void>[]> {
    const messages = letters.map((letter) => ({
      MessageBody: letter.body,
      MessageAttributes: resendAttributes(letter, allowStale),
    }));
    const batches = splitIntoBatches(messages, ({ MessageBody, MessageAttributes }) =>
      messageBytes(MessageBody, MessageAttributes),
    ).map((batch) =>
      settleBatch(batch, (Entries) =>
        this.#client.send(new SendMessageBatchCommand({ QueueUrl: this.#queue.sourceUrl, Entries })),
      ),
    );
    return (await Promise.all(batches)).flat();
  }

  /** @returns a result for each message, in order */
  async delete(letters: readonly DeadLetter[]): Promise<PromiseSettledResult<void>[]> {
    const batches = splitIntoBatches(letters, () => 0).map((batch) =>
      settleBatch(
        batch.map(({ receiptHandle }) => ({ ReceiptHandle: receiptHandle })),
        (Entries) => this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queue.deadLetterUrl, Entries })),
      ),
    );
    return (await Promise.all(batches)).flat();
  }
}

export interface QueueOptions {
  /** The name of one queue; without it, all queues of the stage. */
  readonly queue?: string;
  /** Milliseconds for which a received message stays invisible if this process is killed. */
  readonly visibilityTimeout: number;
}

/** @throws NotFound */
export function chooseDeadLetterQueues({ aws, stack }: Session, { queue, visibilityTimeout }: QueueOptions) {
  const pairs = chooseQueues(stack, queue).filter(hasDeadLetterQueue);
  if (pairs.length === 0) {
    throw new NotFound(`The queue ${queue} has no dead letters: its messages only say where to look.`);
  }
  return pairs.map((pair) => new DeadLetterQueue(aws.sqs, pair, visibilityTimeout));
}

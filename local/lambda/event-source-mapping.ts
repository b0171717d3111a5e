/** Feeds a function from a queue, as Lambda's event source mapping does. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { failedOf } from './batch-response.ts';
import { FunctionError } from './execution-environment.ts';
import { eventsOf, toRecord } from './sqs-event.ts';

export interface EventSourceMappingConfiguration {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** How long a batch that is not full waits for more messages, in milliseconds. */
  readonly batchWindow: number;
  /** Invocations at once. */
  readonly maximumConcurrency: number;
  /** Whether the response names the failed messages; without it, a response of any form is a success. */
  readonly reportBatchItemFailures: boolean;
}

/** The SQS to poll. */
export interface PolledSqs {
  readonly client: SQSClient;
  /** Answers the polls of a queue at once. Without it, stopping waits for the end of a poll. */
  readonly endPolls?: ((queueUrl: string) => void) | undefined;
}

/** The most messages that one SQS call takes or deletes. */
const maxSqsBatch = 10;

/**
 * The longest poll that SQS takes, in seconds. A message ends it at once. Stopping never drops the connection: the message
 * of the poll would stay invisible until its visibility timeout. `endPolls` makes SQS answer instead.
 */
const longPoll = 20;

/** In seconds, where stopping has to wait for the poll. */
const shortPoll = 1;

/** Milliseconds between the attempts to end a poll, which may only be on its way to SQS. */
const endPollInterval = 50;

const maxDeleteAttempts = 3;

export class EventSourceMapping {
  readonly #configuration: EventSourceMappingConfiguration;
  readonly #sqs: PolledSqs;
  readonly #invoke: (event: unknown) => Promise<unknown>;
  readonly #notice: (text: string) => void;
  readonly #executions = new Set<Promise<void>>();
  #polling: Promise<void> = Promise.resolve();
  #stopping = false;

  /**
   * @param invoke runs the function; rejects with a FunctionError if it failed as a whole
   * @param notice tells the operator that the queue cannot be reached, and when it can be reached again
   */
  constructor(
    configuration: EventSourceMappingConfiguration,
    sqs: PolledSqs,
    invoke: (event: unknown) => Promise<unknown>,
    notice: (text: string) => void,
  ) {
    this.#configuration = configuration;
    this.#sqs = sqs;
    this.#invoke = invoke;
    this.#notice = notice;
  }

  /** Starts to poll. It can start again after a stop. */
  start(): void {
    this.#stopping = false;
    this.#polling = this.#poll();
  }

  /** Receives no more messages, and resolves when the function is done with those received. */
  async stop(): Promise<void> {
    this.#stopping = true;
    const endPolls = () => this.#sqs.endPolls?.(this.#configuration.queueUrl);
    endPolls();
    const ending = setInterval(endPolls, endPollInterval);
    await this.#polling.finally(() => clearInterval(ending));
    await Promise.all(this.#executions);
  }

  async #poll(): Promise<void> {
    while (!this.#stopping) {
      // The visibility timeout starts with the receipt, so a message is received only when the function can start.
      while (this.#executions.size >= this.#configuration.maximumConcurrency) await Promise.race(this.#executions);
      const batch = await this.#collect();
      if (batch.length === 0) continue;
      const execution = this.#execute(batch).finally(() => this.#executions.delete(execution));
      this.#executions.add(execution);
    }
  }

  /**
   * The next batch: up to `batchSize` messages. The window starts with the first one. SQS waits for whole seconds, so the
   * window may last up to a second longer. Empty if none came.
   */
  async #collect(): Promise<SQSRecord[]> {
    const { batchSize, batchWindow, queueArn } = this.#configuration;
    const pollSeconds = this.#sqs.endPolls ? longPoll : shortPoll;
    const messages = await this.#receive(batchSize, pollSeconds);
    const closesAt = Date.now() + batchWindow;
    const secondsLeft = () => Math.ceil((closesAt - Date.now()) / 1000);
    while (messages.length > 0 && messages.length < batchSize && secondsLeft() > 0 && !this.#stopping) {
      messages.push(...(await this.#receive(batchSize - messages.length, Math.min(pollSeconds, secondsLeft()))));
    }
    return messages.map((message) => toRecord(message, queueArn));
  }

  /**
   * Waits until the queue can be reached, and reports once that it cannot.
   *
   * @param seconds how long to wait for a message
   */
  async #receive(atMost: number, seconds: number): Promise<Message[]> {
    const { queueUrl } = this.#configuration;
    for (let failures = 0; ; failures++) {
      if (this.#stopping) return [];
      try {
        const { Messages = [] } = await this.#sqs.client.send(
          new ReceiveMessageCommand({
            QueueUrl: queueUrl,
            MaxNumberOfMessages: Math.min(atMost, maxSqsBatch),
            WaitTimeSeconds: seconds,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        );
        if (failures > 0) this.#notice(`Receiving from ${queueUrl} again.`);
        return Messages;
      } catch (error) {
        if (this.#stopping) return [];
        if (failures === 0) this.#notice(`Cannot receive from ${queueUrl} (${reasonOf(error)}). Trying again.`);
        await sleep(backoffAfter(failures));
      }
    }
  }

  /** Usually one invocation; more if the records together exceed the payload limit. */
  async #execute(batch: readonly SQSRecord[]): Promise<void> {
    for (const event of eventsOf(batch)) {
      try {
        const response = await this.#invoke(event);
        const failed = this.#configuration.reportBatchItemFailures
          ? failedOf(
              response,
              event.Records.map(({ messageId }) => messageId),
            )
          : new Set<string>();
        await this.#delete(event.Records.filter(({ messageId }) => !failed.has(messageId)));
      } catch (error) {
        // The function's log has the failure. The messages come back when their visibility timeout ends.
        if (!(error instanceof FunctionError)) throw error;
      }
    }
  }

  /** A message that cannot be deleted is delivered again, as SQS does it. */
  async #delete(records: readonly SQSRecord[]): Promise<void> {
    for (let start = 0; start < records.length; start += maxSqsBatch) {
      let left = records.slice(start, start + maxSqsBatch);
      for (let failures = 0; left.length > 0 && failures < maxDeleteAttempts; failures++) {
        if (failures > 0) await sleep(backoffAfter(failures));
        left = await this.#tryDelete(left);
      }
      if (left.length > 0) {
        this.#notice(`${left.length} messages could not be deleted from ${this.#configuration.queueUrl}.`);
      }
    }
  }

  /** @returns the records that are still on the queue */
  async #tryDelete(records: SQSRecord[]): Promise<SQSRecord[]> {
    try {
      const { Failed = [] } = await this.#sqs.client.send(
        new DeleteMessageBatchCommand({
          QueueUrl: this.#configuration.queueUrl,
          Entries: records.map(({ receiptHandle }, index) => ({ Id: String(index), ReceiptHandle: receiptHandle })),
        }),
      );
      return records.filter((_, index) => Failed.some(({ Id }) => Id === String(index)));
    } catch {
      return records;
    }
  }
}

/** Milliseconds until the next try. */
function backoffAfter(failures: number): number {
  return Math.min(5000, 250 * 2 ** failures);
}

/** A refused connection is an AggregateError without a message: its code says more. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message || error.name;
}

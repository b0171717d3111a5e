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
  /** How long a batch that is not full waits for more messages. */
  readonly batchWindowSeconds: number;
  /** Invocations at once. */
  readonly maximumConcurrency: number;
  /** Whether the response names the failed messages; without it, a response of any form is a success. */
  readonly reportBatchItemFailures: boolean;
}

/** The most messages that one SQS call takes or deletes. */
const maxSqsBatch = 10;

/**
 * Short, because a long poll is never cut off (the message that it was about to get would be hidden until its
 * visibility timeout): this is what stopping waits for. A message ends the poll at once all the same.
 */
const LONG_POLL_SECONDS = 1;

const maxDeleteAttempts = 3;

export class EventSourceMapping {
  readonly #configuration: EventSourceMappingConfiguration;
  readonly #sqs: SQSClient;
  readonly #invoke: (event: unknown) => Promise<unknown>;
  readonly #notice: (text: string) => void;
  readonly #executions = new Set<Promise<void>>();
  #polling: Promise<void> = Promise.resolve();
  #stopping = false;

  /**
   * @param invoke runs the function; rejects with a FunctionError if it failed as a whole
   * @param notice takes what the operator should know: that the queue cannot be reached, and that it can again
   */
  constructor(
    configuration: EventSourceMappingConfiguration,
    sqs: SQSClient,
    invoke: (event: unknown) => Promise<unknown>,
    notice: (text: string) => void,
  ) {
    this.#configuration = configuration;
    this.#sqs = sqs;
    this.#invoke = invoke;
    this.#notice = notice;
  }

  /** Begins to poll, or does so again after it was stopped. */
  start(): void {
    this.#stopping = false;
    this.#polling = this.#poll();
  }

  /** Takes no more messages, and resolves when those taken have been through the function. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#polling;
    await Promise.all(this.#executions);
  }

  async #poll(): Promise<void> {
    while (!this.#stopping) {
      // A message is received only when it can be worked on at once: its visibility timeout is running.
      while (this.#executions.size >= this.#configuration.maximumConcurrency) await Promise.race(this.#executions);
      const batch = await this.#collect();
      if (batch.length === 0) continue;
      const execution = this.#execute(batch).finally(() => this.#executions.delete(execution));
      this.#executions.add(execution);
    }
  }

  /** The next batch: up to `batchSize` messages, the window counted from the first. Empty if none came. */
  async #collect(): Promise<SQSRecord[]> {
    const { batchSize, batchWindowSeconds, queueArn } = this.#configuration;
    const messages = await this.#receive(batchSize);
    const closesAt = Date.now() + batchWindowSeconds * 1000;
    while (messages.length > 0 && messages.length < batchSize && Date.now() < closesAt && !this.#stopping) {
      messages.push(...(await this.#receive(batchSize - messages.length)));
    }
    return messages.map((message) => toRecord(message, queueArn));
  }

  /** Waits as long as it takes for a queue that cannot be reached, and says so once. */
  async #receive(atMost: number): Promise<Message[]> {
    for (let failures = 0; ; failures++) {
      try {
        const { Messages = [] } = await this.#sqs.send(
          new ReceiveMessageCommand({
            QueueUrl: this.#configuration.queueUrl,
            MaxNumberOfMessages: Math.min(atMost, maxSqsBatch),
            WaitTimeSeconds: LONG_POLL_SECONDS,
            MessageSystemAttributeNames: ['All'],
            MessageAttributeNames: ['All'],
          }),
        );
        if (failures > 0) this.#notice(`Receiving from ${this.#configuration.queueUrl} again.`);
        return Messages;
      } catch (error) {
        if (this.#stopping) return [];
        if (failures === 0) {
          this.#notice(`Cannot receive from ${this.#configuration.queueUrl} (${reasonOf(error)}). Trying again.`);
        }
        await sleep(backoffAfter(failures));
      }
    }
  }

  /** More than one invocation only if the records exceed the payload limit together. */
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
        // The function's failure is in its log. Its messages come back when their visibility timeout ends.
        if (!(error instanceof FunctionError)) throw error;
      }
    }
  }

  /** What cannot be deleted is delivered again, as by SQS itself. */
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

  /** Returns those that are still there. */
  async #tryDelete(records: SQSRecord[]): Promise<SQSRecord[]> {
    try {
      const { Failed = [] } = await this.#sqs.send(
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

function backoffAfter(failures: number): number {
  return Math.min(5000, 250 * 2 ** failures);
}

/** A refused connection is an AggregateError without a message: its code says more. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.message || error.name;
}

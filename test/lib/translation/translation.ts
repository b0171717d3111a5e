/** Translation on the embedded AWS, with a clock of its own: messages in, events and lines out. */
import { randomUUID } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Scheduler } from '@aws-sdk/client-scheduler';
import type { SQS } from '@aws-sdk/client-sqs';
import { policy, revoking } from '../../../fuzz/fixtures/policies.ts';
import { Deadline } from '../../../lib/delivery/deadline.ts';
import { EffectiveChanges } from '../../../lib/ledger/effective-changes.ts';
import type { Policy } from '../../../lib/policy/policy.ts';
import { Queue } from '../../../lib/sqs/queue.ts';
import { translateMessage } from '../../../lib/translation/identity-message.ts';
import { OperationQueues } from '../../../lib/translation/operation-queues.ts';
import { Schedules } from '../../../lib/translation/schedules.ts';
import { readTranslationSettings, type TranslationSettings } from '../../../lib/translation/settings.ts';
import { wakeUpBody } from '../../../lib/translation/wake-up.ts';
import { WakeUps } from '../../../lib/translation/wake-ups.ts';
import { EffectiveChangeLedger } from '../../../operator/effective/effective-changes.ts';
import { Clock } from '../../clock.ts';
import { environment, sqsRecord } from '../../factories.ts';
import { RecordingTelemetry } from '../../properties/world/recording-telemetry.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';

export interface AwsParts {
  readonly sqs: SQS;
  readonly dynamodb: DynamoDBClient;
  readonly scheduler: Scheduler;
}

export const minute = 60_000;
export const day = 24 * 60 * minute;

export class Translation {
  readonly clock = new Clock();
  readonly ledger: EffectiveChangeLedger;
  readonly name = `identity-${randomUUID()}`;
  readonly settings: TranslationSettings;
  readonly lines: string[] = [];
  readonly #aws: AwsParts;

  private constructor(aws: AwsParts) {
    this.#aws = aws;
    this.settings = {
      ...readTranslationSettings({
        ...environment,
        ZUORA_ACCESS_LEDGER: this.name,
        ZUORA_ACCESS_DEAD_LETTER_QUEUE: `${this.name}-dlq`,
        ZUORA_ACCESS_REQUEST_QUEUE: `${this.name}-requests`,
        ZUORA_ACCESS_REVOCATION_QUEUE: `${this.name}-revocations`,
        ZUORA_ACCESS_SCHEDULE_GROUP: this.name,
        ZUORA_ACCESS_SCHEDULER_ROLE: 'scheduler',
        ZUORA_ACCESS_SCHEDULE_DEAD_LETTER_QUEUE: `${this.name}-schedules-dlq`,
        ZUORA_ACCESS_SCHEDULE_KEY: '',
      }),
      awsTimeout: 10_000,
    };
    this.ledger = new EffectiveChangeLedger(aws.dynamodb, this.name, this.clock.now);
  }

  static async create(aws: AwsParts): Promise<Translation> {
    const created = new Translation(aws);
    const { deadLetterQueue, requestQueue, revocationQueue } = created.settings;
    await createLedgerTable(aws.dynamodb, created.name);
    await aws.scheduler.createScheduleGroup({ Name: created.name });
    for (const QueueName of [created.name, deadLetterQueue, requestQueue, revocationQueue]) {
      await aws.sqs.createQueue({ QueueName });
    }
    return created;
  }

  /**
   * Delivers a message.
   *
   * @returns the outcome and the reason of each line, after `retry` alone if the message stays on its queue
   */
  async deliver(body: unknown, by: Policy = policy({ on: revoking })): Promise<string[]> {
    const { clock, settings, name } = this;
    const before = this.lines.length;
    const startedAt = clock.now();
    const sent = String(startedAt);
    const queues = new OperationQueues(this.#aws.sqs, settings);
    await translateMessage({
      operation: { name: 'translateIdentityEvent' },
      policy: by,
      record: sqsRecord({
        messageId: randomUUID(),
        body: typeof body === 'string' ? body : JSON.stringify(body),
        attributes: { ...sqsRecord().attributes, SentTimestamp: sent, ApproximateFirstReceiveTimestamp: sent },
        eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${name}`,
      }),
      services: {
        settings,
        queue: new Queue(this.#aws.sqs, settings),
        queues,
        changes: new EffectiveChanges(this.#aws.dynamodb, settings, clock.now),
        wakeUps: new WakeUps(queues, new Schedules(this.#aws.scheduler, settings), clock.now),
        telemetry: new RecordingTelemetry(this.lines),
        now: clock.now,
        random: () => 0.5,
      },
      deadline: new Deadline(startedAt + 2 * minute, settings, clock.now),
      startedAt,
    });
    return this.lines
      .slice(before)
      .map((line) => JSON.parse(line))
      .filter(({ outcome }) => outcome !== undefined)
      .map(({ outcome, reason }) => [outcome, reason].filter(Boolean).join(' '));
  }

  /** Has translation look at every change of the ledger, as their schedules do. */
  async wake(): Promise<string[]> {
    const changes = await this.ledger.list(new AbortController().signal);
    const outcomes: string[] = [];
    for (const { identity } of changes) outcomes.push(...(await this.deliver(wakeUpBody(identity))));
    return outcomes;
  }

  /** The dates of what is pending. */
  async pending(): Promise<(string | undefined)[]> {
    const changes = await this.ledger.list(new AbortController().signal);
    return changes.filter(({ state }) => state === 'pending').map(({ effectiveAt }) => effectiveAt);
  }

  /** Cancels the only change of the ledger, as an operator does. */
  async cancel(): Promise<boolean> {
    const [change, ...others] = await this.ledger.list(new AbortController().signal);
    if (change === undefined || others.length > 0) throw new Error('not one change');
    const canceller = { by: 'arn:aws:iam::000000000000:user/grace', at: this.clock.now() };
    return (await this.ledger.cancel(change, canceller)) !== undefined;
  }

  /** Takes the events off the queue of requests or revocations: their users and times. */
  async taken(queue: 'requests' | 'revocations'): Promise<string[]> {
    const { QueueUrl } = await this.#aws.sqs.getQueueUrl({ QueueName: `${this.name}-${queue}` });
    const events: string[] = [];
    for (;;) {
      const { Messages = [] } = await this.#aws.sqs.receiveMessage({ QueueUrl, MaxNumberOfMessages: 10 });
      if (Messages.length === 0) return events;
      for (const { Body = '', ReceiptHandle } of Messages) {
        const { data, time } = JSON.parse(Body);
        events.push(`${data.username} ${time}`);
        await this.#aws.sqs.deleteMessage({ QueueUrl, ReceiptHandle });
      }
    }
  }

  /** The names of the schedules. */
  async schedules(): Promise<string[]> {
    const { Schedules: all = [] } = await this.#aws.scheduler.listSchedules({ GroupName: this.name });
    return all.map(({ Name = '' }) => Name);
  }
}

/** Publishers, queues, function, ledger and Zuora: the whole system around the code under test, in virtual time. */
import { setImmediate } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import type * as fc from 'fast-check';
import type { Settings } from '../../../lib/settings.ts';
import { DynamodbTable } from '../../../models/dynamodb-table.ts';
import { randomness } from '../../../models/randomness.ts';
import { Timeline } from '../../../models/timeline.ts';
import { settings } from '../../factories.ts';
import type { Parts } from '../parts.ts';
import { type EventTexts, Publications } from '../publications.ts';
import type { Subject } from '../subjects.ts';
import type { Wish } from '../wishes.ts';
import { Execution } from './execution.ts';
import { Fates } from './fates.ts';
import { OAuthSecret } from './oauth-secret.ts';
import { RecordingTelemetry } from './recording-telemetry.ts';
import { type Attributes, SqsQueues } from './sqs-queues.ts';
import type { Surroundings } from './surroundings.ts';
import { emptyTrace, type Moment } from './trace.ts';
import { ZuoraTenant } from './zuora-tenant.ts';

export interface Options {
  readonly subject: Subject;
  readonly parts: Parts;
  /** Says whose turn it is. */
  readonly scheduler: Pick<fc.Scheduler, 'schedule' | 'count' | 'waitOne'>;
  /** Of everything random. */
  readonly seed: number;
  /** How Zuora takes a second request for an access that is pending. */
  readonly repeatedAccessRequest: 'success' | 'business-rule';
  /** Whether Zuora tells apart the spellings of a login name; it does if left out. */
  readonly loginNames?: 'exact' | 'folded';
}

const maxReceiveCount = 100;

/** More than 12 hours of retries take, with messages that wait for each other. */
const mostRounds = 2000;

export class World implements Surroundings {
  readonly subject: Subject;
  readonly parts: Parts;
  readonly settings: Settings = settings();
  readonly timeline = new Timeline();
  readonly fates = new Fates();
  readonly trace = emptyTrace();
  readonly telemetry = new RecordingTelemetry(this.trace.lines);
  readonly problems: unknown[] = [];
  readonly publications = new Publications();
  readonly table = new DynamodbTable(this.timeline.now);
  readonly queues: SqsQueues;
  readonly tenants: readonly [ZuoraTenant, ZuoraTenant];
  readonly secret: OAuthSecret;
  readonly random: () => number;
  readonly uuid: () => string;
  readonly #scheduler: Options['scheduler'];
  #executions: Execution[] = [];
  #order = 0;

  constructor({ subject, parts, scheduler, seed, repeatedAccessRequest, loginNames = 'exact' }: Options) {
    this.subject = subject;
    this.parts = parts;
    this.#scheduler = scheduler;
    const { random, uuid } = randomness(seed);
    this.random = random;
    this.uuid = uuid;
    const { timeline } = this;
    const { visibilityTimeout, queueRetention: retention } = this.settings;
    this.queues = new SqsQueues({ visibilityTimeout, retention, maxReceiveCount, now: timeline.now, uuid });
    const tenant = (host: string) => new ZuoraTenant({ host, timeline, uuid, repeatedAccessRequest, loginNames });
    this.tenants = [tenant('rest.eu.zuora.com'), tenant('rest.na.zuora.com')];
    for (const each of this.tenants) for (const change of subject.before ?? []) each.change(change);
    this.secret = new OAuthSecret(this.tenants, uuid, this.trace.secrets);
  }

  readonly moment = (): Moment => {
    this.#order += 1;
    return { time: this.timeline.now(), order: this.#order };
  };

  readonly turn = (label: string): Promise<void> => this.#scheduler.schedule(Promise.resolve(), label);

  /** @param originalMessageId what the sender puts into the attribute of this name */
  publish(wish: Wish, id: string | undefined, originalMessageId?: string, texts?: EventTexts): void {
    const attributes = originalMessageId && {
      originalMessageId: { DataType: 'String', StringValue: originalMessageId },
    };
    this.send(this.publications.body(this.subject, wish, id, texts), attributes || {});
  }

  send(body: string, attributes: Attributes = {}): void {
    const { messageId } = this.queues.send(body, attributes);
    this.publications.add(messageId, body, attributes);
  }

  /** Takes the oldest dead letter back to the queue. */
  redrive(withAttributes: boolean): void {
    const deadLetter = this.queues.takeDeadLetter();
    if (deadLetter) this.send(deadLetter.body, withAttributes ? deadLetter.attributes : {});
  }

  /** Hands visible messages to a process that has nothing to do. */
  deliver(most: number): readonly SQSRecord[] {
    const records = this.queues.receive(most);
    if (records.length > 0) void this.#invoke(records).catch((problem) => this.problems.push(problem));
    return records;
  }

  /** Hands messages to a process though another may be at work on them. */
  deliverAgain(records: readonly SQSRecord[]): void {
    const copies = records.flatMap(({ receiptHandle }) => this.queues.redeliver(receiptHandle));
    if (copies.length > 0) void this.#invoke(copies).catch((problem) => this.problems.push(problem));
  }

  /** Lets up to so many things happen, one after the other. */
  async step(most = Number.POSITIVE_INFINITY): Promise<void> {
    for (let taken = 0; taken < most; taken += 1) {
      await setImmediate();
      if (this.#scheduler.count() === 0) return;
      await this.#scheduler.waitOne();
    }
    await setImmediate();
  }

  /** Lets time pass; what is due on the way happens. */
  async wait(milliseconds: number): Promise<void> {
    await this.timeline.advance(milliseconds, () => this.step());
  }

  /** Lets time pass until a message is to be had, if there will be one. */
  async waitForMessages(): Promise<void> {
    for (;;) {
      const visibleAt = Math.min(...this.queues.messages.map((message) => message.visibleAt));
      const next = Math.min(visibleAt, this.timeline.nextWake);
      if (visibleAt <= this.timeline.now() || next === Number.POSITIVE_INFINITY) return;
      await this.wait(next - this.timeline.now());
    }
  }

  /** Lets time pass while nothing gets through. */
  async stall(milliseconds: number): Promise<void> {
    await this.timeline.advance(milliseconds, () => setImmediate());
  }

  /** One that has something to do, or undefined. */
  get busyExecution(): Execution | undefined {
    return this.#executions.find((execution) => execution.isAlive && execution.isBusy);
  }

  killAll(): void {
    for (const execution of this.#executions) execution.kill();
  }

  /** Everything works again, and the function runs on until nothing is left to do. */
  async recover(): Promise<void> {
    this.fates.clear();
    this.secret.store();
    await this.step();
    for (let round = 0; round < mostRounds && this.queues.messages.length > 0; round += 1) {
      await this.waitForMessages();
      this.deliver(10);
      await this.step();
    }
    if (this.queues.messages.length > 0) throw new Error(`Messages are left after ${mostRounds} more deliveries.`);
    if (this.problems.length > 0) throw new AggregateError(this.problems, 'The models are at fault');
  }

  async #invoke(records: readonly SQSRecord[]): Promise<void> {
    const { by, failures } = await this.#idleExecution().invoke(records);
    this.trace.returns.push({ at: this.moment(), by, failures });
    for (const record of records.filter(({ messageId }) => !failures.includes(messageId))) {
      const { wish } = this.publications.get(record.messageId);
      // An event that was under way when the secret moved is done in part in each tenant.
      const isTrue = wish?.targets.every((target) => this.tenants.some(({ state }) => wish.isTrue(state, target)));
      this.trace.acknowledged.push({ at: this.moment(), by, record, isTrue: isTrue ?? false });
      this.queues.delete(record.receiptHandle);
    }
  }

  #idleExecution(): Execution {
    this.#executions = this.#executions.filter(({ isAlive }) => isAlive);
    const idle = this.#executions.find(({ isBusy }) => !isBusy);
    if (idle) return idle;
    const started = new Execution(this, this.subject.operation);
    this.#executions.push(started);
    return started;
  }
}

/** Publishes the messages of a schedule as fast as the service handles them. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxAdmin } from '../../local/zuora/sandbox-admin.ts';
import type { Aws } from './aws.ts';
import type { SoakMessage } from './messages.ts';
import { operations } from './operations.ts';
import type { Processes } from './processes.ts';
import { withTimes } from './publications/times.ts';
import type { SoakStep } from './schedule.ts';

const messagesAtOnce = 50;
/** Each poll asks for the attributes of every queue, which costs as much as several messages. */
const pollInterval = 1000;

/** The maximum number of messages on the queues. */
const maxBacklog = 1000;

/** Milliseconds after which all functions know what an operator has announced. */
const untilKnown = 65_000;

/** Milliseconds without any progress. Several times the longest wait of a message, its visibility timeout. */
const patience = 300_000;

export interface PublisherContext {
  readonly aws: Aws;
  readonly sandbox: SandboxAdmin;
  readonly processes: Processes;
  rotateSecret(): Promise<void>;
  /** Gets the number of messages sent, and the number of those still on the queues. */
  onProgress(sent: number, backlog: number): void;
  readonly signal: AbortSignal;
}

export class Publisher {
  /** The bodies that were sent, by message ID. */
  readonly sent = new Map<string, string>();
  readonly #surroundings: PublisherContext;
  readonly #batch: SoakMessage[] = [];
  /** The bodies that were published, by those of the schedule: a repetition is the same. */
  readonly #published = new Map<string, string>();
  readonly #begunAt = Date.now();
  #lastEnd = 0;
  #pause = 0;

  constructor(surroundings: PublisherContext) {
    this.#surroundings = surroundings;
  }

  /** When the last access for a time ends; milliseconds since the epoch. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  /** How long it waited for what an operator sees or announces; milliseconds. */
  get pause(): number {
    return this.#pause;
  }

  /**
   * Resolves when the queues are empty.
   *
   * @throws Error if they do not empty; the signal's reason when it is aborted
   */
  async run(steps: readonly SoakStep[]): Promise<void> {
    for (const step of steps) {
      if (step.do === 'publish') this.#batch.push(step.message);
      if (step.do !== 'publish' || this.#batch.length === messagesAtOnce) await this.#send();
      await this.#carryOut(step);
    }
    await this.#send();
    await this.#untilBacklogIs(0);
  }

  async #carryOut(step: SoakStep): Promise<void> {
    const { aws, sandbox, processes, rotateSecret, signal } = this.#surroundings;
    switch (step.do) {
      case 'publish':
        return;
      case 'plant':
        return sandbox.plant([step.fault]);
      case 'kill':
        return processes.kill(step.operation);
      case 'rotate-secret':
        return rotateSecret();
      case 'empty-queues':
        return this.#untilBacklogIs(0);
      case 'await-quarantine':
        return this.#paused(() => this.#untilQuarantined(step.people));
      case 'expect-revocations':
        return this.#paused(async () => {
          await aws.expectRevocations();
          await sleep(untilKnown, undefined, { signal });
        });
    }
  }

  async #paused(wait: () => Promise<void>): Promise<void> {
    const begin = Date.now();
    await wait();
    this.#pause += Date.now() - begin;
  }

  /** Who is not, the judgement says. */
  async #untilQuarantined(people: number): Promise<void> {
    const { aws, signal } = this.#surroundings;
    const giveUpAt = Date.now() + patience;
    while ((await aws.quarantined()).size < people && Date.now() < giveUpAt)
      await sleep(pollInterval, undefined, { signal });
  }

  async #send(): Promise<void> {
    const { aws, sandbox } = this.#surroundings;
    const batch = this.#batch.splice(0);
    await sandbox.addUsers(batch.flatMap(({ isDuplicate, users }) => (isDuplicate ? [] : users)));
    await sandbox.plant(batch.flatMap(({ faults }) => faults));
    for (const operation of operations) {
      const bodies = batch.filter((message) => message.operation === operation).map(({ body }) => this.#timed(body));
      for (const [messageId, body] of await aws.send(operation, bodies)) this.sent.set(messageId, body);
    }
    await this.#untilBacklogIs(maxBacklog);
  }

  #timed(body: string): string {
    const known = this.#published.get(body);
    if (known !== undefined) return known;
    const timed = withTimes(body, { now: Date.now(), begunAt: this.#begunAt });
    if (timed.latest > 0) this.#published.set(body, timed.body);
    this.#lastEnd = Math.max(this.#lastEnd, timed.latest);
    return timed.body;
  }

  async #untilBacklogIs(limit: number): Promise<void> {
    const { aws, onProgress, signal } = this.#surroundings;
    let least = Infinity;
    let giveUpAt = Infinity;
    for (;;) {
      signal.throwIfAborted();
      const backlog = await aws.backlog();
      onProgress(this.sent.size, backlog);
      if (backlog <= limit) return;
      if (backlog < least) {
        least = backlog;
        giveUpAt = Date.now() + patience;
      }
      if (Date.now() > giveUpAt) {
        throw new Error(`${backlog} messages are still on the queues, as many as ${patience / 1000} s ago or more.`);
      }
      await sleep(pollInterval);
    }
  }
}

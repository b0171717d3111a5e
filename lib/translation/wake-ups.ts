/** Wakes translation on the date of an effective-dated change: soon by a delayed message, later by a schedule. */
import { clockTolerance } from '../clock-tolerance.ts';
import { sha256 } from '../sha256.ts';
import type { OperationQueues } from './operation-queues.ts';
import type { Schedules } from './schedules.ts';
import { wakeUpBody } from './wake-up.ts';

/** SQS itself allows 15 minutes. Scheduler is exact to the minute only, and a schedule must not be in the past. */
const maxDelay = clockTolerance;

export interface DatedChange {
  readonly identity: string;
  /** RFC 3339. */
  readonly effectiveAt: string;
}

export class WakeUps {
  readonly #queues: OperationQueues;
  readonly #schedules: Schedules;
  readonly #now: () => number;

  constructor(queues: OperationQueues, schedules: Schedules, now: () => number) {
    this.#queues = queues;
    this.#schedules = schedules;
    this.#now = now;
  }

  /**
   * One date of one change has one schedule, however often it is set. The schedule of a date that was replaced or
   * cancelled stays: its message finds that nothing is due.
   *
   * @param queueArn of the queue with identity events
   * @param requireTime throws if no time is left for another call
   */
  async set({ identity, effectiveAt }: DatedChange, queueArn: string, requireTime: () => void): Promise<void> {
    const body = wakeUpBody(identity);
    const delay = Math.max(0, Date.parse(effectiveAt) - this.#now());
    if (delay <= maxDelay) return this.#queues.send(queueArn, [{ body, delay }], requireTime);
    requireTime();
    await this.#schedules.schedule(sha256([identity, effectiveAt]), body, queueArn, effectiveAt);
  }
}

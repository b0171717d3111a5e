/** Follows what the functions log of their work: the outcomes, and how long Zuora took. */
import type { Session } from '../stack/session.ts';
import { latenciesOf, type TailedLatency } from './latency-line.ts';
import { outcomesOf, type TailedOutcome } from './outcome-tail.ts';
import type { Sleep } from './request-pace.ts';
import { openStageLog, type StageLog } from './stage-log.ts';

export interface Activity {
  /** By time. */
  readonly outcomes: readonly TailedOutcome[];
  /** By time. */
  readonly latencies: readonly TailedLatency[];
}

/** Outcomes and metrics name the operation. One pattern for both needs half of the requests. */
const pattern = '"operation"';

export class ActivityTail {
  readonly #log: StageLog;

  constructor(log: StageLog) {
    this.#log = log;
  }

  /** What is new since the last call. */
  async next(interruption: AbortSignal): Promise<Activity> {
    const events = await this.#log.next(interruption);
    return { outcomes: outcomesOf(events), latencies: latenciesOf(events) };
  }
}

/**
 * @param since milliseconds since the epoch: nothing older is returned
 * @param sleep waits between two requests
 * @throws NotFound
 */
export async function openActivityTail(
  session: Pick<Session, 'aws' | 'stack' | 'now'>,
  since: number,
  sleep: Sleep,
): Promise<ActivityTail> {
  return new ActivityTail(await openStageLog(session, { since, pattern }, sleep));
}

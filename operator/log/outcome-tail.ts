/** Follows the outcomes in the logs of a stage's functions. */
import type { Session } from '../stack/session.ts';
import type { LogEvent } from './log-tail.ts';
import { type LoggedOutcome, parseOutcomeLine } from './outcome-line.ts';
import type { Sleep } from './request-pace.ts';
import { openStageLog, type StageLog } from './stage-log.ts';

export interface TailedOutcome {
  /** Milliseconds since the epoch. */
  readonly timestamp: number;
  readonly line: LoggedOutcome;
}

/** CloudWatch sends only lines with this word; a few other lines may contain it too. */
const pattern = '"outcome"';

export class OutcomeTail {
  readonly #log: StageLog;

  constructor(log: StageLog) {
    this.#log = log;
  }

  /** The outcomes that are new since the last call, by time. */
  async next(interruption: AbortSignal): Promise<readonly TailedOutcome[]> {
    return outcomesOf(await this.#log.next(interruption));
  }
}

export function outcomesOf(events: readonly LogEvent[]): readonly TailedOutcome[] {
  return events.flatMap(({ timestamp, message }) => {
    const line = parseOutcomeLine(message);
    return line ? [{ timestamp, line }] : [];
  });
}

/**
 * @param queue the name of one queue; undefined for all queues of the stage
 * @param since milliseconds since the epoch: nothing older is returned
 * @param sleep waits between two requests
 * @throws NotFound
 */
export async function openOutcomeTail(
  session: Pick<Session, 'aws' | 'stack' | 'now'>,
  queue: string | undefined,
  since: number,
  sleep: Sleep,
): Promise<OutcomeTail> {
  return new OutcomeTail(await openStageLog(session, { queue, since, pattern }, sleep));
}

/** Tells of the sources of identity events that went silent, once an hour. */
import type { SilentSourceLine } from '../log-line.ts';
import { sourceStates, type WatchedSource } from './source-state.ts';
import type { TrafficTable } from './traffic-table.ts';

const hour = 3_600_000;

export class SilenceWatch {
  readonly #table: Pick<TrafficTable, 'read'>;
  readonly #now: () => number;
  /** The hour in which this process has looked last. */
  #lookedIn: number | undefined;

  constructor(table: Pick<TrafficTable, 'read'>, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  /**
   * The sources that are silent: none if it has looked in this hour already.
   *
   * @throws ServiceError `newer-record`
   */
  async find(): Promise<readonly SilentSourceLine[]> {
    const now = this.#now();
    const hourOfNow = Math.floor(now / hour);
    if (hourOfNow === this.#lookedIn) return [];
    const { sources } = await this.#table.read();
    this.#lookedIn = hourOfNow;
    return sourceStates(sources, now)
      .filter(({ state }) => state === 'silent')
      .map(lineOf);
  }
}

function lineOf({ name: source, lastAt, longestGap: longestGapMs }: WatchedSource): SilentSourceLine {
  return { reason: 'source-silent', source, since: new Date(lastAt).toISOString(), longestGapMs };
}

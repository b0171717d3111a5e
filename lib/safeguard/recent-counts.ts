/** What the limits depend on, read at most once a minute: the active people, the expectations, and the hours before. */
import { FreshReading } from '../fresh-reading.ts';
import { type Direction, directions } from './effect.ts';
import type { Expectation } from './expectation.ts';
import {
  countIn,
  everybodyRevoked,
  expectationIn,
  expectedCounter,
  expectedIdentity,
  headcountIdentity,
  headcountIn,
  hoursBefore,
} from './safeguard-item.ts';
import type { SafeguardItems } from './safeguard-items.ts';

export interface RecentCounts {
  /** Undefined before the first count. */
  readonly activePeople: number | undefined;
  readonly expected: Readonly<Record<Direction, Expectation | undefined>>;
  /** The people whose access was revoked in the 23 hours before this one, without those who were expected. */
  readonly revokedBefore: number;
  /** Those of the present expectation. */
  readonly expectedBefore: number;
}

const minute = 60_000;

export class RecentCountsReader {
  readonly #items: Pick<SafeguardItems, 'readAll'>;
  readonly #now: () => number;
  readonly #last = new FreshReading<RecentCounts>();

  constructor(items: Pick<SafeguardItems, 'readAll'>, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  read(): Promise<RecentCounts> {
    const at = this.#now();
    const isOfThisMinute = (readAt: number) => Math.floor(readAt / minute) === Math.floor(at / minute);
    return this.#last.find(at, isOfThisMinute, () => this.#readAt(at));
  }

  async #readAt(at: number): Promise<RecentCounts> {
    const hours = hoursBefore(at);
    const expected = directions.map(expectedIdentity);
    const items = await this.#items.readAll([headcountIdentity, ...expected, ...hours]);
    const before = (counter: string) => hours.reduce((sum, hour) => sum + countIn(items.get(hour), counter), 0);
    const revocations = expectationIn(items.get(expectedIdentity('revocations')));
    return {
      activePeople: headcountIn(items.get(headcountIdentity)).active,
      expected: { revocations, grants: expectationIn(items.get(expectedIdentity('grants'))) },
      revokedBefore: before(everybodyRevoked),
      expectedBefore: revocations === undefined ? 0 : before(expectedCounter('revocations', revocations)),
    };
  }
}

/** What the limits depend on, read at most once a minute: the active people, the expectations, and the hours before. */
import { type Direction, directions } from './effect.ts';
import type { Expectation } from './expectation.ts';
import {
  countIn,
  everybodyRevoked,
  expectationIn,
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
  /** The people whose access was revoked in the 23 hours before this one. */
  readonly revokedBefore: number;
}

const minute = 60_000;

export class RecentCountsReader {
  readonly #items: Pick<SafeguardItems, 'readAll'>;
  readonly #now: () => number;
  #last: { readonly minute: number; readonly counts: Promise<RecentCounts> } | undefined;

  constructor(items: Pick<SafeguardItems, 'readAll'>, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  /** A failed reading is not remembered. */
  async read(): Promise<RecentCounts> {
    const at = this.#now();
    const present = Math.floor(at / minute);
    if (this.#last?.minute !== present) this.#last = { minute: present, counts: this.#readAt(at) };
    const { counts } = this.#last;
    try {
      return await counts;
    } catch (error) {
      if (this.#last?.counts === counts) this.#last = undefined;
      throw error;
    }
  }

  async #readAt(at: number): Promise<RecentCounts> {
    const hours = hoursBefore(at);
    const expected = directions.map(expectedIdentity);
    const items = await this.#items.readAll([headcountIdentity, ...expected, ...hours]);
    return {
      activePeople: headcountIn(items.get(headcountIdentity)).active,
      expected: {
        revocations: expectationIn(items.get(expectedIdentity('revocations'))),
        grants: expectationIn(items.get(expectedIdentity('grants'))),
      },
      revokedBefore: hours.reduce((sum, hour) => sum + countIn(items.get(hour), everybodyRevoked), 0),
    };
  }
}

/**
 * Counts people by the hour. A count that would pass a limit is refused, and nothing is counted then: two deliveries at once
 * never pass a limit together. Somebody may be counted twice after a crash, but never less.
 */
import { slicesOf } from '../slices.ts';
import { anyItem, countIn, hour, hourIdentity } from './safeguard-item.ts';
import type { SafeguardItems } from './safeguard-items.ts';
import type { ExpectedLimit } from './thresholds.ts';

export interface Counter {
  /** The field of the hour's item: letters, digits and `_`. */
  readonly name: string;
  /** People to be counted now. */
  readonly added: number;
  /** People by which the limit is judged: with those of the same message who wait already. */
  readonly judged: number;
  readonly limit: number;
}

/** DynamoDB takes expressions of 4 KB: more counters take several requests. */
const maxCounters = 30;

/** More than any limit. */
const noRoom = 1_000_000_000;

export class Counters {
  readonly #items: Pick<SafeguardItems, 'read' | 'write'>;
  readonly #now: () => number;

  constructor(items: Pick<SafeguardItems, 'read' | 'write'>, now: () => number) {
    this.#items = items;
    this.#now = now;
  }

  /** @returns the names of the counters that are full; none if all are counted */
  async claim(counters: readonly Counter[]): Promise<ReadonlySet<string>> {
    if (counters.length === 0) return new Set();
    // A limit below the people themselves needs no look at who was counted before.
    const over = counters.filter(({ judged, limit }) => judged > limit);
    if (over.length > 0) return namesOf(over);
    const identity = hourIdentity(this.#now());
    const slices = slicesOf(counters, maxCounters);
    // Asked before, so that hardly anything is counted and subtracted again: others would find no room meanwhile.
    const full = slices.length > 1 ? await this.#findFull(identity, counters) : new Set<string>();
    if (full.size > 0) return full;
    for (const [index, some] of slices.entries()) {
      if (await this.#add(identity, some)) continue;
      for (const added of slices.slice(0, index)) await this.#subtract(identity, added);
      const refused = await this.#findFull(identity, some);
      // None is full any more if another claim was subtracted meanwhile.
      return refused.size > 0 ? refused : this.claim(counters);
    }
    return new Set();
  }

  /** How many more of the expected people may change in this hour; none if nobody is expected. */
  async room(expected: ExpectedLimit | undefined): Promise<number> {
    if (expected === undefined) return 0;
    const counted = countIn(await this.#items.read(hourIdentity(this.#now())), expected.name);
    return Math.max(0, expected.limit - counted);
  }

  /** Leaves room for nobody, in the next hour too: for people who are decided about one by one, and soon. */
  async fill(name: string): Promise<void> {
    for (const at of [this.#now(), this.#now() + hour]) {
      await this.#items.write({ identity: hourIdentity(at), anyOf: anyItem, operands: {}, set: { [name]: noRoom } });
    }
  }

  #add(identity: string, counters: readonly Counter[]): Promise<boolean> {
    const names = counters.map(({ name }) => name);
    return this.#items.write({
      ...{ identity, set: {} },
      anyOf: [allOf(names.map((name) => `attribute_not_exists(#${name}) OR #${name} <= :room_${name}`))],
      also: names.map((name) => `#${name} = if_not_exists(#${name}, :zero) + :add_${name}`).join(', '),
      operands: {
        zero: 0,
        ...addedIn(counters),
        ...Object.fromEntries(counters.map(({ name, judged, limit }) => [`room_${name}`, limit - judged])),
      },
    });
  }

  async #subtract(identity: string, counters: readonly Counter[]): Promise<void> {
    await this.#items.write({
      ...{ identity, anyOf: anyItem, set: {} },
      also: counters.map(({ name }) => `#${name} = #${name} - :add_${name}`).join(', '),
      operands: addedIn(counters),
    });
  }

  /** A refused write does not say why. */
  async #findFull(identity: string, counters: readonly Counter[]): Promise<ReadonlySet<string>> {
    const item = await this.#items.read(identity);
    return namesOf(counters.filter(({ name, judged, limit }) => countIn(item, name) + judged > limit));
  }
}

function namesOf(counters: readonly Counter[]): ReadonlySet<string> {
  return new Set(counters.map(({ name }) => name));
}

function addedIn(counters: readonly Counter[]): Readonly<Record<string, number>> {
  return Object.fromEntries(counters.map(({ name, added }) => [`add_${name}`, added]));
}

/** DynamoDB refuses parentheses around a single condition, as it has them already. */
function allOf(conditions: readonly string[]): string {
  return conditions.map((one) => `(${one})`).join(' AND ');
}

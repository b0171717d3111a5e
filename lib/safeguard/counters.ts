/**
 * Counts people by the hour. A count that would pass a limit is refused, and nothing is counted then: two deliveries at once
 * never pass a limit together. Somebody may be counted twice after a crash, but never less.
 */
import { anyItem, countIn, hourIdentity } from './safeguard-item.ts';
import type { SafeguardItems } from './safeguard-items.ts';

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
    for (let from = 0; from < counters.length; from += maxCounters) {
      const some = counters.slice(from, from + maxCounters);
      if (!(await this.#add(identity, some))) return this.#findFull(identity, some);
    }
    return new Set();
  }

  /** Counts people who are not asked about: whoever comes after them in this hour is over the limit. */
  async fill(name: string, people: number): Promise<void> {
    await this.#items.write({
      ...{ identity: hourIdentity(this.#now()), anyOf: anyItem, set: {} },
      ...{ operands: { zero: 0, people }, also: `#${name} = if_not_exists(#${name}, :zero) + :people` },
    });
  }

  #add(identity: string, counters: readonly Counter[]): Promise<boolean> {
    const names = counters.map(({ name }) => name);
    return this.#items.write({
      ...{ identity, set: {} },
      anyOf: [allOf(names.map((name) => `attribute_not_exists(#${name}) OR #${name} <= :room_${name}`))],
      also: names.map((name) => `#${name} = if_not_exists(#${name}, :zero) + :add_${name}`).join(', '),
      operands: {
        zero: 0,
        ...Object.fromEntries(counters.map(({ name, added }) => [`add_${name}`, added])),
        ...Object.fromEntries(counters.map(({ name, judged, limit }) => [`room_${name}`, limit - judged])),
      },
    });
  }

  /** A refused write does not say why. Counters only grow, so one that was full is full still. */
  async #findFull(identity: string, counters: readonly Counter[]): Promise<ReadonlySet<string>> {
    const item = await this.#items.read(identity);
    const full = counters.filter(({ name, judged, limit }) => countIn(item, name) + judged > limit);
    return namesOf(full.length > 0 ? full : counters);
  }
}

function namesOf(counters: readonly Counter[]): ReadonlySet<string> {
  return new Set(counters.map(({ name }) => name));
}

/** DynamoDB refuses parentheses around a single condition, as it has them already. */
function allOf(conditions: readonly string[]): string {
  return conditions.map((one) => `(${one})`).join(' AND ');
}

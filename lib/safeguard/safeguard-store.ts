/** What the safeguard remembers in the table of people: built once a process. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { Counters } from './counters.ts';
import { QuarantineSets } from './quarantine-sets.ts';
import { RecentCountsReader } from './recent-counts.ts';
import { SafeguardItems, type SafeguardItemsSettings } from './safeguard-items.ts';

export class SafeguardStore {
  readonly counters: Counters;
  readonly sets: QuarantineSets;
  readonly recent: RecentCountsReader;
  /** Milliseconds since the epoch. */
  readonly now: () => number;

  readonly #items: SafeguardItems;

  private constructor(items: SafeguardItems, recent: RecentCountsReader, now: () => number) {
    this.counters = new Counters(items, now);
    this.sets = new QuarantineSets(items, now);
    this.recent = recent;
    this.now = now;
    this.#items = items;
  }

  static over(client: Dynamodb, settings: SafeguardItemsSettings, now: () => number): SafeguardStore {
    const items = new SafeguardItems(client, settings, now);
    return new SafeguardStore(items, new RecentCountsReader(items, now), now);
  }

  /**
   * The store for one message. What was read in this minute is known to it.
   *
   * @param requireTime throws if no time is left for another call
   */
  within(requireTime: () => void): SafeguardStore {
    return new SafeguardStore(this.#items.within(requireTime), this.recent, this.now);
  }
}

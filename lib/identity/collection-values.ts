/** The values of one list of a user, such as the groups, while operations add and remove some. */
import { groupNames } from './attribute-values.ts';

interface Entry {
  readonly item: unknown;
}

export class CollectionValues {
  /** Known to be the only ones the user has. */
  #isWhole = false;
  #entries = new Set<Entry>();
  /** The entries by each of their names, so that a removal reads no others. */
  #entriesByName = new Map<string, Entry[]>();
  /** Those that are not in `entriesByName` yet. */
  #unnamed: Entry[] = [];
  #removed = new Set<string>();
  /** The names in `removed`, by their form without case. */
  #removedSpellings = new Map<string, string[]>();

  get isWhole(): boolean {
    return this.#isWhole;
  }

  get items(): readonly unknown[] {
    return [...this.#entries].map(({ item }) => item);
  }

  /** The names of what the user no longer has, as the operations write them. */
  get removed(): readonly string[] {
    return [...this.#removed];
  }

  replace(items: readonly unknown[]): void {
    this.#isWhole = true;
    this.#entries = new Set();
    this.#entriesByName = new Map();
    this.#unnamed = [];
    this.#removed = new Set();
    this.#removedSpellings = new Map();
    this.#append(items);
  }

  add(items: readonly unknown[]): void {
    this.#append(items);
    for (const name of groupNames(items).map(folded)) {
      for (const spelling of this.#removedSpellings.get(name) ?? []) this.#removed.delete(spelling);
      this.#removedSpellings.delete(name);
    }
  }

  remove(names: readonly string[]): void {
    this.#nameEntries();
    for (const name of names) {
      const key = folded(name);
      for (const entry of this.#entriesByName.get(key) ?? []) this.#entries.delete(entry);
      this.#entriesByName.delete(key);
      if (this.#removed.has(name)) continue;
      this.#removed.add(name);
      listAt(this.#removedSpellings, key).push(name);
    }
  }

  #append(items: readonly unknown[]): void {
    for (const item of items) {
      const entry = { item };
      this.#entries.add(entry);
      this.#unnamed.push(entry);
    }
  }

  /** Only a removal needs the names. A list that is never searched may hold items without a readable one. */
  #nameEntries(): void {
    for (const entry of this.#unnamed) {
      for (const name of groupNames([entry.item])) listAt(this.#entriesByName, folded(name)).push(entry);
    }
    this.#unnamed = [];
  }
}

function listAt<Item>(lists: Map<string, Item[]>, key: string): Item[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

function folded(name: string): string {
  return name.toLowerCase();
}

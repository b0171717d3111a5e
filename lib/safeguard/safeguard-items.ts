/** Reads and writes the safeguard's items in the table of people. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { itemIdentity, type LedgerItem } from '../ledger/ledger-item.ts';
import { LedgerTable, type Update } from '../ledger/ledger-table.ts';

export interface SafeguardItemsSettings {
  /** The name of the table of people. */
  readonly people: string;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

/** Of counters: longer than the day that they make. */
const retention = 2 * 24 * 3_600_000;

export class SafeguardItems {
  readonly #client: Dynamodb;
  readonly #settings: SafeguardItemsSettings;
  readonly #now: () => number;
  readonly #table: LedgerTable;
  readonly #requireTime: () => void;

  /** @param requireTime throws if no time is left for another call */
  constructor(
    client: Dynamodb,
    settings: SafeguardItemsSettings,
    now: () => number,
    requireTime: () => void = () => undefined,
  ) {
    const { people: name, awsTimeout: timeout } = settings;
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
    this.#table = new LedgerTable(client, { name, retention, timeout }, now);
    this.#requireTime = requireTime;
  }

  /** The items for one message. */
  within(requireTime: () => void): SafeguardItems {
    return new SafeguardItems(this.#client, this.#settings, this.#now, requireTime);
  }

  async read(identity: string): Promise<LedgerItem | undefined> {
    this.#requireTime();
    return this.#table.read(identity);
  }

  /**
   * The items that there are, by identity.
   *
   * @throws ServiceError `unread` if DynamoDB left some out
   */
  async readAll(identities: readonly string[]): Promise<ReadonlyMap<string, LedgerItem>> {
    const items = await this.#table.readAll(identities, this.#requireTime);
    return new Map(items.map((item) => [itemIdentity(item), item]));
  }

  /** @returns the item as it is now, or undefined when the condition failed */
  async update(update: Omit<Update, 'kind'>): Promise<LedgerItem | undefined> {
    this.#requireTime();
    return this.#table.update({ kind: 'safeguard', ...update });
  }

  /** @returns whether the condition held */
  async write(update: Omit<Update, 'kind'>): Promise<boolean> {
    this.#requireTime();
    return this.#table.write({ kind: 'safeguard', ...update });
  }
}

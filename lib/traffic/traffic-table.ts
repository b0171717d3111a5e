/** Reads and writes the traffic of the sources in the table of people. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { LedgerTable } from '../ledger/ledger-table.ts';
import { forgottenAfter, type SourceTraffic } from './source-traffic.ts';
import { type StoredTraffic, storedTrafficOf, trafficAttributes, trafficIdentity } from './traffic-item.ts';

interface TrafficSettings {
  /** The name of the table of people. */
  readonly people: string;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

export class TrafficTable {
  readonly #items: LedgerTable;

  constructor(client: Dynamodb, { people: name, awsTimeout: timeout }: TrafficSettings, now: () => number) {
    // Once nothing came from any source for so long, all of them are forgotten.
    this.#items = new LedgerTable(client, { name, retention: forgottenAfter, timeout }, now);
  }

  /** @throws ServiceError `newer-record` */
  async read(): Promise<StoredTraffic> {
    return storedTrafficOf(await this.#items.read(trafficIdentity));
  }

  /**
   * @param edition of the item that was read; undefined if there was none
   * @returns what is stored now; undefined if somebody else has written since
   */
  async write(sources: readonly SourceTraffic[], edition: number | undefined): Promise<StoredTraffic | undefined> {
    const next: StoredTraffic = { sources, edition: (edition ?? 0) + 1 };
    const written = await this.#items.write({
      ...{ kind: 'sources', identity: trafficIdentity, set: trafficAttributes(next) },
      anyOf: [edition === undefined ? 'attribute_not_exists(#identity)' : '#edition = :knownEdition'],
      operands: edition === undefined ? {} : { knownEdition: edition },
    });
    return written ? next : undefined;
  }
}

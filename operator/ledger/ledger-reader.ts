/** Finds the ledger's records by what an operator knows of an event. */
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { identityOf } from '../../lib/event/event.ts';
import type { LedgerItem } from '../../lib/ledger/ledger-item.ts';
import { type LedgerRecord, recordOf } from '../../lib/ledger/ledger-record.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';
import { ledgerPages } from './ledger-pages.ts';

export class LedgerReader {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Several records are possible: a source may use the same id for events of several operations.
   *
   * @param id of the event, or its first message ID if it has no id
   */
  async find(source: string, id: string): Promise<LedgerRecord[]> {
    const found = await Promise.all(deployedOperations.map(({ name }) => this.get(identityOf(name, source, id))));
    return found.filter((record) => record !== undefined);
  }

  /** @param identity of the event and its operation */
  async get(identity: string): Promise<LedgerRecord | undefined> {
    const item = await this.#read(identity);
    return item && recordOf(item);
  }

  async #read(identity: string): Promise<LedgerItem | undefined> {
    const Key = marshall({ identity });
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item;
  }

  /**
   * The events whose last failure has this reason, in no order.
   *
   * @param maxRead stops after the page that reaches so many read records, matching or not
   */
  async failedFor(reason: string, maxRead: number): Promise<{ records: LedgerRecord[]; read: number; isAll: boolean }> {
    const records: LedgerRecord[] = [];
    let read = 0;
    const filter = { expression: 'reason = :reason', values: { ':reason': reason } };
    const pages = ledgerPages(this.#client, this.#table, filter);
    for await (const { Items = [], ScannedCount = 0, LastEvaluatedKey } of pages) {
      records.push(...Items.map(recordOf));
      read += ScannedCount;
      if (read >= maxRead) return { records, read, isAll: LastEvaluatedKey === undefined };
    }
    return { records, read, isAll: true };
  }
}

/** Finds an event's record in the ledger, by what an operator knows of the event. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { identityOf } from '../lib/delivery/event.ts';
import { type LedgerRecord, recordOf } from '../lib/delivery/ledger-record.ts';

/** A function's file is named for its operation. */
const operations = readdirSync(join(import.meta.dirname, '../functions')).map((file) => file.replace(/\.ts$/, ''));

export class LedgerReader {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * One source may give the same id to events of several operations.
   *
   * @param id the event's, or its first message ID if it has none
   */
  async find(source: string, id: string): Promise<LedgerRecord[]> {
    const found = await Promise.all(operations.map((operation) => this.#get(identityOf(operation, source, id))));
    return found.flat();
  }

  /**
   * Reads the whole table, or less when interrupted.
   *
   * @param id the event's, or its first message ID
   */
  async scan(id: string, interruption: AbortSignal): Promise<LedgerRecord[]> {
    const records: LedgerRecord[] = [];
    const pages = paginateScan(
      { client: this.#client },
      {
        TableName: this.#table,
        FilterExpression: 'eventId = :id OR messageId = :id',
        ExpressionAttributeValues: marshall({ ':id': id }),
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      records.push(...Items.map(recordOf));
      if (interruption.aborted) break;
    }
    return records;
  }

  async #get(identity: string): Promise<LedgerRecord[]> {
    const Key = marshall({ identity });
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item ? [recordOf(Item)] : [];
  }
}

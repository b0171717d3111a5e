/** Finds an event's record in the ledger, by what an operator knows of the event. */
import { type DynamoDBClient, GetItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { identityOf } from '../../lib/event/event.ts';
import { type LedgerRecord, recordOf } from '../../lib/ledger/ledger-record.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';
import { isCalled } from './record-facts.ts';

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
    const found = await Promise.all(deployedOperations.map(({ name }) => this.get(identityOf(name, source, id))));
    return found.filter((record) => record !== undefined);
  }

  /** @param identity of an event of one operation */
  async get(identity: string): Promise<LedgerRecord | undefined> {
    const Key = marshall({ identity });
    const { Item } = await this.#client.send(new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }));
    return Item && recordOf(Item);
  }

  /**
   * Reads the whole table, or less when interrupted.
   *
   * @param id any by which a record is called
   */
  async scan(id: string, interruption: AbortSignal): Promise<LedgerRecord[]> {
    const records: LedgerRecord[] = [];
    const mayBeCalled = 'eventId = :id OR messageId = :id OR contains(correlationId, :id)';
    for await (const { Items = [] } of this.#pages(mayBeCalled, { ':id': id })) {
      records.push(...Items.map(recordOf).filter((record) => isCalled(record, id)));
      if (interruption.aborted) break;
    }
    return records;
  }

  /**
   * The events whose last failure has this reason, in no order.
   *
   * @param most stops after the page with which so many records have been read, wanted or not
   */
  async failedFor(reason: string, most: number): Promise<{ records: LedgerRecord[]; read: number; isAll: boolean }> {
    const records: LedgerRecord[] = [];
    let read = 0;
    for await (const { Items = [], ScannedCount = 0, LastEvaluatedKey } of this.#pages('reason = :reason', {
      ':reason': reason,
    })) {
      records.push(...Items.map(recordOf));
      read += ScannedCount;
      if (read >= most) return { records, read, isAll: LastEvaluatedKey === undefined };
    }
    return { records, read, isAll: true };
  }

  #pages(filter: string, values: Readonly<Record<string, string>>) {
    return paginateScan(
      { client: this.#client },
      {
        TableName: this.#table,
        FilterExpression: filter,
        ExpressionAttributeValues: marshall(values),
        ConsistentRead: true,
      },
    );
  }
}

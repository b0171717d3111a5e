/** The items of a table that are due. */
import type { AttributeValue, QueryInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { dueIndex } from '../due-index.ts';
import type { Dynamodb } from '../dynamodb/dynamodb.ts';

interface DueTable {
  /** Its name. */
  readonly table: string;
  /** What items are due for, as the index has it. Those of an earlier partition come first. */
  readonly partitions: readonly string[];
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

const keys = z.object({ identity: z.string() });

export class DueItems {
  readonly #client: Dynamodb;
  readonly #settings: DueTable;

  constructor(client: Dynamodb, settings: DueTable) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * The keys of the items that are due, partition by partition, each oldest first.
   *
   * @param at milliseconds since the epoch
   * @param atMost how many
   */
  async find(at: number, atMost: number): Promise<string[]> {
    const { partitions } = this.#settings;
    const found = await Promise.all(partitions.map((partition) => this.#findIn(partition, at, atMost)));
    return found.flat().slice(0, atMost);
  }

  async #findIn(partition: string, at: number, atMost: number): Promise<string[]> {
    const found: string[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const query: QueryInput = {
        TableName: this.#settings.table,
        IndexName: dueIndex.name,
        KeyConditionExpression: '#partition = :partition AND #dueAt <= :at',
        ExpressionAttributeNames: { '#partition': dueIndex.partitionKey, '#dueAt': dueIndex.sortKey },
        ExpressionAttributeValues: marshall({ ':partition': partition, ':at': at }),
        Limit: atMost - found.length,
        ExclusiveStartKey: from,
      };
      const abortSignal = AbortSignal.timeout(this.#settings.awsTimeout);
      const { Items = [], LastEvaluatedKey } = await this.#client.query(query, { abortSignal });
      found.push(...Items.map((item) => keys.parse(unmarshall(item)).identity));
      from = LastEvaluatedKey;
    } while (from !== undefined && found.length < atMost);
    return found;
  }
}

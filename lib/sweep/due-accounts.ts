/** The linked accounts that are due. */
import { type AttributeValue, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { dueIndex, duePartitions } from '../account/due-index.ts';
import type { SweepSettings } from './settings.ts';

const keys = z.object({ identity: z.string() });

export class DueAccounts {
  readonly #client: DynamoDBClient;
  readonly #settings: Pick<SweepSettings, 'accounts' | 'awsTimeout'>;

  constructor(client: DynamoDBClient, settings: Pick<SweepSettings, 'accounts' | 'awsTimeout'>) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * The keys of the items that are due: those with access to end, then the others, each oldest first.
   *
   * @param at milliseconds since the epoch
   * @param atMost how many
   */
  async find(at: number, atMost: number): Promise<string[]> {
    const partitions = Object.values(duePartitions);
    const found = await Promise.all(partitions.map((partition) => this.#findIn(partition, at, atMost)));
    return found.flat().slice(0, atMost);
  }

  async #findIn(partition: string, at: number, atMost: number): Promise<string[]> {
    const found: string[] = [];
    let from: Record<string, AttributeValue> | undefined;
    do {
      const command = new QueryCommand({
        TableName: this.#settings.accounts,
        IndexName: dueIndex.name,
        KeyConditionExpression: '#partition = :partition AND #dueAt <= :at',
        ExpressionAttributeNames: { '#partition': dueIndex.partitionKey, '#dueAt': dueIndex.sortKey },
        ExpressionAttributeValues: marshall({ ':partition': partition, ':at': at }),
        Limit: atMost - found.length,
        ExclusiveStartKey: from,
      });
      const abortSignal = AbortSignal.timeout(this.#settings.awsTimeout);
      const { Items = [], LastEvaluatedKey } = await this.#client.send(command, { abortSignal });
      found.push(...Items.map((item) => keys.parse(unmarshall(item)).identity));
      from = LastEvaluatedKey;
    } while (from !== undefined && found.length < atMost);
    return found;
  }
}

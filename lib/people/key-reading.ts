/** Reads items of the table of people by their keys, a hundred at a time. */
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ServiceError } from '../errors.ts';
import type { LedgerItem } from '../ledger/ledger-item.ts';
import { slicesOf } from '../slices.ts';

interface KeyReadingSettings {
  /** The table's name. */
  readonly people: string;
  /** Of one call, with the SDK's own repeats; milliseconds. */
  readonly awsTimeout: number;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxBatch = 100;

/**
 * @param requireTime throws if no time is left for another call
 * @throws ServiceError `unread` if DynamoDB left some out
 */
export async function readKeys(
  client: DynamoDBClient,
  settings: KeyReadingSettings,
  keys: readonly string[],
  requireTime: () => void,
): Promise<readonly LedgerItem[]> {
  const read = (batch: readonly string[]) => {
    requireTime();
    return readBatch(client, settings, batch);
  };
  return (await Promise.all(slicesOf([...new Set(keys)], maxBatch).map(read))).flat();
}

async function readBatch(
  client: DynamoDBClient,
  { people, awsTimeout }: KeyReadingSettings,
  keys: readonly string[],
): Promise<readonly LedgerItem[]> {
  const command = new BatchGetItemCommand({
    RequestItems: { [people]: { Keys: keys.map((identity) => marshall({ identity })), ConsistentRead: true } },
  });
  const answer = await client.send(command, { abortSignal: AbortSignal.timeout(awsTimeout) });
  if (answer.UnprocessedKeys?.[people] !== undefined) {
    throw new ServiceError('unread', `DynamoDB did not read all keys of ${people}; it is throttled.`);
  }
  return answer.Responses?.[people] ?? [];
}

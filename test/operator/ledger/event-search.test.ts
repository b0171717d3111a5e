/** A search of a ledger that has more than one page. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import { noFailures } from '../../../lib/ledger/attempt-history.ts';
import { userIdentity } from '../../../lib/ledger/user-item.ts';
import { sha256 } from '../../../lib/sha256.ts';
import { type FoundEvents, findEvents } from '../../../operator/ledger/event-search.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const table = 'ledger';
const username = 'ada@example.com';
/** Of 100 KB each: ten make a page. */
const records = 60;

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, table);
beforeAll(async () => {
  for (let index = 0; index < records; index += 1) {
    const Item = marshall({
      ...{ version: 1, identity: sha256(index), operation: 'requestUserAccess', commandHash: 'hash', state: 'done' },
      ...{ owner: 'o', freeAt: 1, messageId: `m${index}`, epoch: 0, attempts: 0, unsettled: false, cutOff: false },
      ...{ tally: noFailures, eventId: `e${index}`, time: new Date(index).toISOString(), detail: 'x'.repeat(100_000) },
      userIdentity: userIdentity(index % 10 === 0 ? username : 'grace@example.com'),
    });
    await dynamodb.putItem({ TableName: table, Item });
  }
});

function search(text: string, maxRead: number, from?: string): Promise<FoundEvents> {
  const { signal: interruption } = new AbortController();
  return findEvents(dynamodb, table, text, { from, maxRead, interruption, onRead: () => undefined });
}

test('a search reads no page after the one that reaches its limit, and says where it ended', async () => {
  let found: FoundEvents | undefined;
  const actions = await awsActionsOf(aws.url, async () => {
    found = await search('none', 15);
  });
  expect(actions).toEqual(['Scan', 'Scan']);
  expect(found?.read).toBeGreaterThanOrEqual(15);
  expect(found?.read).toBeLessThan(records / 2);
  expect(found?.next).toMatch(/^[\da-f]{64}$/);
});

test('a search that goes on from there finds the rest once, and says when it has come to the end', async () => {
  const identities: string[] = [];
  let [read, parts] = [0, 0];
  let next: string | undefined;
  do {
    const found = await search(username, 1, next);
    identities.push(...found.records.map(({ identity }) => identity));
    read += found.read;
    parts += 1;
    next = found.next;
  } while (next !== undefined);
  expect(read).toBe(records);
  expect(parts).toBeGreaterThan(3);
  expect(identities.sort()).toEqual([0, 10, 20, 30, 40, 50].map((index) => sha256(index)).sort());
});

test('a search whose limit is larger than the ledger reads all of it', async () => {
  expect(await search('e7', 1000)).toMatchObject({ records: [{ eventId: 'e7' }], read: records, next: undefined });
});

test('a search gives the oldest event first', async () => {
  const { records: found } = await search(username, records);
  expect(found.map(({ eventId }) => eventId)).toEqual(['e0', 'e10', 'e20', 'e30', 'e40', 'e50']);
});

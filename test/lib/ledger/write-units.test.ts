/**
 * What the ledger's writes cost, as docs/deploy.md tells it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from '@jest/globals';
import { userAccessRevoked } from '../../../events/user-access-revoked.ts';
import { readEvent } from '../../../lib/event/event.ts';
import { noHistory } from '../../../lib/ledger/attempt-history.ts';
import { Ledger } from '../../../lib/ledger/ledger.ts';
import { Clock } from '../../clock.ts';
import { accessEvent, settings } from '../../factories.ts';
import { useLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const table = 'ledger';
const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
useLedgerTable(dynamodb, table);

const clock = new Clock();
const ledgerSettings = settings({ ledger: table, awsTimeout: 10_000 });

afterEach(async () => {
  const { Items = [] } = await dynamodb.scan({ TableName: table });
  for (const { identity = { S: '' } } of Items) await dynamodb.deleteItem({ TableName: table, Key: { identity } });
});

function entities(count: number): readonly string[] {
  return Array.from({ length: count }, () => randomUUID().replaceAll('-', ''));
}

/** Of the only item. */
async function writeUnits(): Promise<number | undefined> {
  const { Items: [Item] = [] } = await dynamodb.scan({ TableName: table });
  const { ConsumedCapacity } = await dynamodb.putItem({ TableName: table, Item, ReturnConsumedCapacity: 'TOTAL' });
  return ConsumedCapacity?.CapacityUnits;
}

// An event names 100 entities at most. Zuora answers in each of them, or a newer event counts there.
test.each([
  [1, 0, 1],
  [100, 0, 11],
  [100, 100, 8],
])(
  'a write of the record of an event with %i entities, of which %i are superseded, takes %i units',
  async (count, superseded, units) => {
    const targetEntityIds = entities(count);
    const body = JSON.stringify(accessEvent({ type: userAccessRevoked.type }, { targetEntityIds }));
    const event = readEvent('revokeUserAccess', userAccessRevoked, body, 'first');
    const claim = {
      operation: 'revokeUserAccess',
      event,
      messageId: randomUUID(),
      owner: randomUUID(),
      leaseExpiresAt: 0,
    };
    const ledger = new Ledger(dynamodb, ledgerSettings, clock.now);
    await ledger.claim(claim);
    await ledger.settle(claim, {
      ...{ outcome: 'applied', history: noHistory, leaseExpiresAt: 0, epoch: 0, zuoraRequestId: randomUUID() },
      zuoraRequestIds: Object.fromEntries(targetEntityIds.slice(superseded).map((id) => [id, randomUUID()])),
      entityId: targetEntityIds[0],
      superseded: targetEntityIds.slice(0, superseded),
    });
    expect(await writeUnits()).toBe(units);
  },
);

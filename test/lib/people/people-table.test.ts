/** Reads of many keys at once, on the embedded DynamoDB. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from '@jest/globals';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import { accountKey, type OwnerKey } from '../../../lib/people/owner-key.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const settings = { people: 'people', personRetentionDays: 400, awsTimeout: 10_000 };
const table = new PeopleTable(dynamodb, settings, () => 0);

beforeAll(() => createLedgerTable(dynamodb, 'people'));

const keyOf = (index: number) => accountKey({ source: 'okta' }, 'id', `u-${index}`);
const keysBelow = (count: number): readonly OwnerKey[] => Array.from({ length: count }, (_, index) => keyOf(index));

test('every key has its owner, however many are read', async () => {
  await table.give(keyOf(0), { id: 'ada', decided: nothingDecided });
  await table.give(keyOf(100), { id: 'grace', decided: nothingDecided });
  const owners = await table.owners(keysBelow(101));
  expect(owners.size).toBe(101);
  expect([...owners].filter(([, owner]) => owner !== undefined)).toEqual([
    [keyOf(0), { person: 'ada', givenAt: 0 }],
    [keyOf(100), { person: 'grace', givenAt: 0 }],
  ]);
});

test.each([
  [0, 0],
  [100, 1],
  [101, 2],
])('%d keys take %d requests, and a key that is asked for twice takes no further one', async (count, requests) => {
  const keys = keysBelow(count);
  const actions = await awsActionsOf(aws.url, () => table.owners([...keys, ...keys]));
  expect(actions).toEqual(Array(requests).fill('BatchGetItem'));
});

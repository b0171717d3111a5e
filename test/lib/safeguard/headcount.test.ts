/** How many people are active, on the embedded DynamoDB. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { nothingDecided } from '../../../lib/people/decided-access.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import { PeopleTable } from '../../../lib/people/people-table.ts';
import { Headcount } from '../../../lib/safeguard/headcount.ts';
import { RecentCountsReader } from '../../../lib/safeguard/recent-counts.ts';
import { SafeguardItems } from '../../../lib/safeguard/safeguard-items.ts';
import { Clock } from '../../clock.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const day = 24 * 3_600_000;

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
let clock: Clock;
let table: PeopleTable;
let headcount: Headcount;
let settings: { readonly people: string; readonly awsTimeout: number };
beforeEach(async () => {
  settings = { people: `people-${randomUUID()}`, awsTimeout: 10_000 };
  await createLedgerTable(dynamodb, settings.people);
  clock = new Clock();
  table = new PeopleTable(dynamodb, { ...settings, personRetentionDays: 400 }, clock.now);
  headcount = new Headcount(dynamodb, settings, clock.now);
});

/** As translation reads it. */
async function activePeople(): Promise<number | undefined> {
  const reader = new RecentCountsReader(new SafeguardItems(dynamodb, settings, clock.now), clock.now);
  return (await reader.read()).activePeople;
}

async function add(id: string, changes: Partial<KnownPerson> = {}): Promise<void> {
  const logins = [{ login: `${id}@example.com`, generation: 1 }];
  await table.write({ ...unknownPerson(id), logins, revision: 1, ...changes }, undefined);
}

const left = { decided: { ...nothingDecided, hasLeft: true, leftAt: '2026-11-20T08:00:00.000Z' } };

test('before the first count it is not known', async () => {
  expect(await activePeople()).toBeUndefined();
});

test('people with a login who have not left are counted, and nothing else', async () => {
  await add('ada');
  await add('grace');
  await add('leaver', left);
  await add('without-login', { logins: [] });
  await table.give('account:x', { id: 'ada', decided: nothingDecided });
  await headcount.count();
  expect(await activePeople()).toBe(2);
});

test('they are counted once a day', async () => {
  await add('ada');
  await headcount.count();
  await add('grace');
  clock.advance(day - 1);
  await headcount.count();
  expect(await activePeople()).toBe(1);
  clock.advance(1);
  await headcount.count();
  expect(await activePeople()).toBe(2);
});

test('a large table is counted in steps, and two at once count once', async () => {
  const large = { decided: { ...nothingDecided, assignments: new Map([['a', ['r'.repeat(350_000)]]]) } };
  // Of 1 MB each page has three at the most.
  for (let index = 0; index < 66; index += 1) await add(`p${index}`, large);
  await headcount.count();
  expect(await activePeople()).toBeUndefined();
  await Promise.all([headcount.count(), headcount.count()]);
  expect(await activePeople()).toBe(66);
});

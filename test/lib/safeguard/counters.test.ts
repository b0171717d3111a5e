/** The counters of an hour, on the embedded DynamoDB. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { type Counter, Counters } from '../../../lib/safeguard/counters.ts';
import { SafeguardItems } from '../../../lib/safeguard/safeguard-items.ts';
import { Clock } from '../../clock.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
let clock: Clock;
let counters: Counters;
beforeEach(async () => {
  const people = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, people);
  clock = new Clock();
  counters = new Counters(new SafeguardItems(dynamodb, { people, awsTimeout: 10_000 }, clock.now), clock.now);
});

const of = (name: string, changes: Partial<Counter> = {}): Counter => ({
  ...{ name, added: 1, judged: 1, limit: 10 },
  ...changes,
});
const claim = async (...wanted: Counter[]) => [...(await counters.claim(wanted))];

test('people are counted up to the limit, and none beyond', async () => {
  for (let count = 0; count < 10; count += 1) expect(await claim(of('a'))).toEqual([]);
  expect(await claim(of('a'))).toEqual(['a']);
});

test('twenty at once never pass the limit', async () => {
  const claims = await Promise.all(Array.from({ length: 20 }, () => claim(of('a'), of('b', { limit: 15 }))));
  expect(claims.filter((full) => full.length === 0)).toHaveLength(10);
  // What was refused has counted nowhere: five more have room.
  expect(await claim(of('b', { added: 5, judged: 5, limit: 15 }))).toEqual([]);
  expect(await claim(of('b', { limit: 15 }))).toEqual(['b']);
});

test('of several counters, the full one is named', async () => {
  await claim(of('a', { added: 10, judged: 10 }));
  expect(await claim(of('b'), of('a'))).toEqual(['a']);
  expect(await claim(of('b', { added: 10, judged: 10 }))).toEqual([]);
});

test('too many in one claim count nothing, even where nobody was counted before', async () => {
  expect(await claim(of('a', { added: 11, judged: 11 }), of('b'))).toEqual(['a']);
  expect(await claim(of('a', { added: 10, judged: 10 }), of('b', { added: 10, judged: 10 }))).toEqual([]);
});

test('those who wait already are judged, and not counted', async () => {
  expect(await claim(of('a', { added: 2, judged: 9 }))).toEqual([]);
  expect(await claim(of('a', { added: 1, judged: 9 }))).toEqual(['a']);
  expect(await claim(of('a', { added: 8, judged: 8 }))).toEqual([]);
});

test('a claim of a hundred counters is counted, and stopped by any of them', async () => {
  const many = (limit: number) => Array.from({ length: 100 }, (_, index) => of(`c${index}`, { limit }));
  expect(await claim(...many(1))).toEqual([]);
  expect(await claim(...many(2), of('last', { limit: 0 }))).toEqual(['last']);
  expect((await claim(...many(1))).length).toBeGreaterThan(0);
});

test('an hour begins with nobody', async () => {
  await claim(of('a', { added: 10, judged: 10 }));
  clock.advance(3_600_000);
  expect(await claim(of('a'))).toEqual([]);
});

test('who is counted without being asked about leaves no room for others', async () => {
  await counters.fill('a', 500);
  expect(await claim(of('a'))).toEqual(['a']);
  expect(await claim(of('b'))).toEqual([]);
});

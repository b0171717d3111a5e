/** The counters of an hour, on the embedded DynamoDB. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { type Cause, groupCause } from '../../../lib/safeguard/cause.ts';
import { claimParts } from '../../../lib/safeguard/claim.ts';
import type { CountedPart } from '../../../lib/safeguard/counted-part.ts';
import { type Counter, Counters } from '../../../lib/safeguard/counters.ts';
import { counterOf, countIn, everybodyRevoked, hourIdentity } from '../../../lib/safeguard/safeguard-item.ts';
import { SafeguardItems } from '../../../lib/safeguard/safeguard-items.ts';
import { Clock } from '../../clock.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
let clock: Clock;
let items: SafeguardItems;
let counters: Counters;
beforeEach(async () => {
  const people = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, people);
  clock = new Clock();
  items = new SafeguardItems(dynamodb, { people, awsTimeout: 10_000 }, clock.now);
  counters = new Counters(items, clock.now);
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

describe('a claim of so many counters that it takes several requests', () => {
  const many = (count: number, changes: Partial<Counter> = {}) =>
    Array.from({ length: count }, (_, index) => of(`c${index}`, changes));

  /** The counts of some counters; those of nobody are left out. */
  async function counted(names: readonly Counter[]): Promise<Readonly<Record<string, number>>> {
    const item = await items.read(hourIdentity(clock.now()));
    const counts = names.map(({ name }) => [name, countIn(item, name)] as const);
    return Object.fromEntries(counts.filter(([, count]) => count > 0));
  }

  const each = (all: readonly Counter[], count: number) => Object.fromEntries(all.map(({ name }) => [name, count]));

  test.each([1, 29, 30, 31, 60, 61, 100])('counts %i of them, and nobody where any of them is full', async (count) => {
    const all = many(count, { limit: 1 });
    for (const { name } of all.filter((_, index) => index % 7 === 0 || index === count - 1)) {
      const full = of(`full-of-${name}`.replaceAll('-', '_'), { limit: 1 });
      await claim(full);
      const wanted = all.map((one) => (one.name === name ? full : one));
      expect(await claim(...wanted)).toEqual([full.name]);
      expect(await counted(all)).toEqual({});
    }
    expect(await claim(...all)).toEqual([]);
    expect(await counted(all)).toEqual(each(all, 1));
  });

  test('names all that are full, whichever request they are in', async () => {
    await claim(of('c3'), of('c70'));
    expect(await claim(...many(100, { limit: 1 }))).toEqual(['c3', 'c70']);
  });

  test.each([1, 2, 3])('counts nobody where another one takes the last place before request %i', async (request) => {
    const all = many(90, { limit: 1 });
    const last = all[request * 30 - 1] ?? of('none');
    let requests = 0;
    const meanwhile = new Counters(
      {
        read: (identity) => items.read(identity),
        write: async (update) => {
          requests += 1;
          if (requests === request) await claim(last);
          return items.write(update);
        },
      },
      clock.now,
    );
    expect([...(await meanwhile.claim(all))]).toEqual([last.name]);
    expect(await counted(all)).toEqual({ [last.name]: 1 });
  });

  test('is tried again where a place was only taken for a moment', async () => {
    const all = many(31, { limit: 1 });
    let isRefused = false;
    const meanwhile = new Counters(
      {
        read: (identity) => items.read(identity),
        write: async (update) => {
          if (isRefused) return items.write(update);
          isRefused = true;
          return false;
        },
      },
      clock.now,
    );
    expect([...(await meanwhile.claim(all))]).toEqual([]);
    expect(await counted(all)).toEqual(each(all, 1));
  });

  test('counts everybody at least once, and at most twice, after a crash at any request', async () => {
    for (let number = 0; ; number += 1) {
      const all = Array.from({ length: 61 }, (_, index) => of(`crash${number}_${index}`, { limit: 2 }));
      let writes = 0;
      const crashing = new Counters(
        {
          read: (identity) => items.read(identity),
          write: async (update) => {
            if (writes++ === number) throw new Error('crash');
            return items.write(update);
          },
        },
        clock.now,
      );
      const isCrashed = await crashing.claim(all).then(
        () => false,
        () => true,
      );
      expect(await claim(...all)).toEqual([]);
      if (!isCrashed) break;
      const counts = new Set(Object.values(await counted(all)));
      expect(Object.keys(await counted(all))).toHaveLength(all.length);
      expect([...counts].every((count) => count === 1 || count === 2)).toBe(true);
    }
  });
});

test('each person of a message is counted once, however many causes it has and whichever of them is full', async () => {
  const part = (cause: Cause): CountedPart => ({
    ...{ direction: 'revocations', causes: [cause], limits: { ofCause: 10, ofAll: 1000 }, isWaiting: false },
  });
  for (const count of [1, 28, 29, 30, 59, 70]) {
    clock.advance(3_600_000);
    const causes = Array.from({ length: count }, (_, index) => groupCause(`g-${index}`));
    const full = [groupCause('full'), groupCause('also full')];
    for (const { id } of full) await claim(of(counterOf('revocations', id), { added: 9, judged: 9 }));
    // Three people are too many for each of the two.
    const { over } = await claimParts(counters, [...causes, ...full, ...full, ...full].map(part));
    expect([...over.values()].map(({ words }) => words).toSorted()).toEqual([
      ...Array(3).fill('group also full'),
      ...Array(3).fill('group full'),
    ]);
    const item = await items.read(hourIdentity(clock.now()));
    expect(countIn(item, everybodyRevoked)).toBe(count);
    expect(causes.map(({ id }) => countIn(item, counterOf('revocations', id)))).toEqual(Array(count).fill(1));
    expect(full.map(({ id }) => countIn(item, counterOf('revocations', id)))).toEqual([9, 9]);
  }
});

test('an hour begins with nobody', async () => {
  await claim(of('a', { added: 10, judged: 10 }));
  clock.advance(3_600_000);
  expect(await claim(of('a'))).toEqual([]);
});

test('a counter that is filled has room for nobody in this hour and the next, whatever its limit', async () => {
  await counters.fill('a');
  for (const _ of [1, 2]) {
    expect(await claim(of('a', { limit: 10_000_000 }))).toEqual(['a']);
    expect(await claim(of('b'))).toEqual([]);
    clock.advance(3_600_000);
  }
  expect(await claim(of('a'))).toEqual([]);
});

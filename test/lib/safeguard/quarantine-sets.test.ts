/** The sets of people who wait, on the embedded DynamoDB. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { groupCause } from '../../../lib/safeguard/cause.ts';
import { isReleased, QuarantineSets } from '../../../lib/safeguard/quarantine-sets.ts';
import { SafeguardItems } from '../../../lib/safeguard/safeguard-items.ts';
import { SetAnswers } from '../../../operator/safeguard/set-answers.ts';
import { Clock } from '../../clock.ts';
import { createLedgerTable } from '../../services/ledger-table.ts';
import { useAws } from '../../services/use-aws.ts';

const aws = useAws();
const dynamodb = aws.client((settings) => new DynamoDB(settings));
let clock: Clock;
let sets: QuarantineSets;
let answers: SetAnswers;
beforeEach(async () => {
  const people = `people-${randomUUID()}`;
  await createLedgerTable(dynamodb, people);
  clock = new Clock();
  const items = new SafeguardItems(dynamodb, { people, awsTimeout: 10_000 }, clock.now);
  sets = new QuarantineSets(items, clock.now);
  answers = new SetAnswers(items, clock.now);
});

const cause = groupCause('zuora-japan');
async function open(direction: 'revocations' | 'grants' = 'revocations') {
  clock.advance(1);
  return sets.open(direction, cause);
}
const answerTo = async (set: string) => (await sets.answers([set])).get(set);

test('a cause has one open set in each direction, whoever opens it', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => open()));
  expect(new Set(all.map(({ set }) => set)).size).toBe(1);
  expect((await open('grants')).set).not.toBe(all[0]?.set);
});

test('after an answer the next person comes to another set', async () => {
  for (const state of ['released', 'kept'] as const) {
    const first = await open();
    expect(await answerTo(first.set)).toBeUndefined();
    expect(await answers.answer(first, state, 'grace')).toBe(true);
    expect(await answerTo(first.set)).toMatchObject({ state });
    expect((await open()).set).not.toBe(first.set);
  }
});

test('a set is answered once; only a kept one can still be released', async () => {
  const set = await open();
  expect(await answers.answer(set, 'kept', 'grace')).toBe(true);
  expect(await answers.answer(set, 'kept', 'ada')).toBe(false);
  expect(await answers.answer(set, 'released', 'ada')).toBe(true);
  expect(await answers.answer(set, 'kept', 'grace')).toBe(false);
  expect(await answerTo(set.set)).toMatchObject({ state: 'released' });
});

test('an answer to an old set closes no new one', async () => {
  const old = await open();
  await answers.answer(old, 'kept', 'grace');
  const { set } = await open();
  await answers.answer(old, 'released', 'grace');
  expect((await open()).set).toBe(set);
});

test('people are released by name, and the others wait on', async () => {
  const set = await open();
  await answers.releasePeople(set, ['one'], 'grace');
  await answers.releasePeople(set, ['two'], 'grace');
  const answer = await answerTo(set.set);
  expect(['one', 'two', 'three'].map((id) => isReleased(answer, id))).toEqual([true, true, false]);
  expect((await open()).set).toBe(set.set);
  await answers.answer(set, 'kept', 'grace');
  const kept = await answerTo(set.set);
  expect(['one', 'three'].map((id) => isReleased(kept, id))).toEqual([true, false]);
});

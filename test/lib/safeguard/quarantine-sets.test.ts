/** The sets of people who wait, on the embedded DynamoDB. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { groupCause } from '../../../lib/safeguard/cause.ts';
import { type Answer, type OpenSet, QuarantineSets } from '../../../lib/safeguard/quarantine-sets.ts';
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
const waiting = ({ set, cause }: OpenSet, personId: string, entityId = 'japan') => ({
  personId,
  effect: { kind: 'end', entityId, behind: ['r'], set, cause, since: '2026-11-29T12:00:00.000Z' } as const,
});
const answerTo = async (one: ReturnType<typeof waiting>) => (await sets.answers([one]))(one);
const say = (one: ReturnType<typeof waiting>, answer: Answer, shown: Answer | 'open') =>
  answers.say(one, { answer, shown, by: 'grace' });

test('a cause has one open set in each direction, whoever opens it', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => open()));
  expect(new Set(all.map(({ set }) => set)).size).toBe(1);
  expect((await open('grants')).set).not.toBe(all[0]?.set);
});

test('after a set is closed the next person comes to another one', async () => {
  const first = await open();
  await answers.close(first);
  const second = await open();
  expect(second.set).not.toBe(first.set);
  await answers.close(first);
  expect((await open()).set).toBe(second.set);
});

test('an answer is about the effect on the person that was shown, and about no other', async () => {
  const set = await open();
  const shown = waiting(set, 'one');
  expect(await answerTo(shown)).toBeUndefined();
  expect(await say(shown, 'released', 'open')).toBe(true);
  expect(await answerTo(shown)).toBe('released');
  expect(await answerTo(waiting(set, 'two'))).toBeUndefined();
  expect(await answerTo(waiting(set, 'one', 'germany'))).toBeUndefined();
  expect(await answerTo(waiting({ ...set, set: 'another' }, 'one'))).toBeUndefined();
});

test('an effect is answered as it was shown, or not at all', async () => {
  const one = waiting(await open(), 'one');
  expect(await say(one, 'kept', 'open')).toBe(true);
  // Somebody who was shown the effect before that.
  expect(await say(one, 'kept', 'open')).toBe(true);
  expect(await say(one, 'released', 'open')).toBe(false);
  expect(await answerTo(one)).toBe('kept');
  expect(await say(one, 'released', 'kept')).toBe(true);
  expect(await say(one, 'kept', 'open')).toBe(false);
  expect(await say(one, 'kept', 'kept')).toBe(false);
  expect(await answerTo(one)).toBe('released');
});

import { expect, test } from '@jest/globals';
import { DisposalCounts } from '../../../operator/dead-letters/disposal-counts.ts';

const done: PromiseSettledResult<void> = { status: 'fulfilled', value: undefined };
const failed: PromiseSettledResult<void> = { status: 'rejected', reason: new Error('refused') };
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('done and failed messages are counted, with the problems of those that failed', () => {
  const counts = new DisposalCounts({});
  counts.add([done, failed, done]);
  counts.add([failed]);
  expect(counts).toMatchObject({ done: 2, problems: ['refused', 'refused'] });
});

test('an ID is missing until a message has it that is chosen, or stale', () => {
  const letter = (messageId: string) => ({ messageId, originalMessageId: `first-${messageId}` });
  const counts = new DisposalCounts({ ids: ['a', 'first-b', 'c', 'd'] });
  counts.look({ chosen: [letter('a')], stale: [letter('b')], others: [letter('c')] });
  expect(counts).toMatchObject({ chosen: 1, stale: 1, notChosen: 1, missingIds: ['c', 'd'] });
  counts.look({ chosen: [letter('d')], stale: [], others: [] });
  expect(counts.missingIds).toEqual(['c']);
});

test('single failures are tolerated, ten in a row are not', () => {
  const counts = new DisposalCounts({});
  counts.add([...times(9, failed), done, ...times(5, failed)]);
  counts.add(times(4, failed));
  expect(() => counts.add([failed])).toThrow('Stopped after 10 failures in a row.');
});

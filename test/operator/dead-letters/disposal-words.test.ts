import { expect, test } from '@jest/globals';
import { DisposalCounts } from '../../../operator/dead-letters/disposal-counts.ts';
import { describeDisposal } from '../../../operator/dead-letters/disposal-words.ts';

const done: PromiseSettledResult<void> = { status: 'fulfilled', value: undefined };
const failed: PromiseSettledResult<void> = { status: 'rejected', reason: new Error('refused') };

test('a disposal says what was done, what was not chosen and what failed', () => {
  const counts = new DisposalCounts({});
  counts.notChosen += 2;
  counts.add([done, failed, done]);
  counts.add([failed]);
  expect(describeDisposal('Sent again', counts)).toBe('Sent again: 2; not chosen: 2; failed: 2 refused.');
});

test('a disposal tells of stale messages that it did not send', () => {
  const counts = new DisposalCounts({});
  counts.stale += 3;
  expect(describeDisposal('Sent again', counts)).toBe('Sent again: 0; stale, not sent without --stale: 3.');
});

test('a disposal of nothing says so', () => {
  expect(describeDisposal('Deleted', new DisposalCounts({}))).toBe('Deleted: 0.');
});

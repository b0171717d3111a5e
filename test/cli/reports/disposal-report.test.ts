import { expect, test } from '@jest/globals';
import { Tally } from '../../../cli/reports/disposal-report.ts';

const done: PromiseSettledResult<void> = { status: 'fulfilled', value: undefined };
const failed: PromiseSettledResult<void> = { status: 'rejected', reason: new Error('refused') };
const times = <T>(count: number, value: T): T[] => Array.from({ length: count }, () => value);

test('a tally says what was done, what was left and what failed', () => {
  const tally = new Tally();
  tally.left += 2;
  tally.count([done, failed, done]);
  tally.count([failed]);
  expect(tally.describe('Sent again')).toBe('Sent again: 2; not chosen: 2; failed: 2 refused.');
  expect(tally.failed).toBe(true);
});

test('a tally tells of stale messages that were left', () => {
  const tally = new Tally();
  tally.stale += 3;
  expect(tally.describe('Sent again')).toBe('Sent again: 0; stale, and left without --stale: 3.');
});

test('a tally of nothing says so', () => {
  expect(new Tally().describe('Deleted')).toBe('Deleted: 0.');
});

test('failures among others are borne, ten in a row are not', () => {
  const tally = new Tally();
  tally.count([...times(9, failed), done, ...times(5, failed)]);
  tally.count(times(4, failed));
  expect(() => tally.count([failed])).toThrow('Stopped after 10 failures in a row.');
});

/** Divides what a page gets into messages, so that the first rows are there before the rest is read. */
import type { ActivityBatch } from '../shapes/activity.ts';
import type { Update } from './activity-feed.ts';

/** Rows of the first message, and of each further one. */
const firstRows = 200;
const furtherRows = 2000;

/** The newest rows first. */
export function batchesOf({ rows, latencies, ...update }: Update): readonly ActivityBatch[] {
  const newest = rows.toReversed();
  const batches: ActivityBatch[] = [];
  for (let at = 0; at === 0 || at < newest.length; ) {
    const count = at === 0 ? firstRows : furtherRows;
    batches.push({ ...update, isFirst: update.isFirst && at === 0, rows: newest.slice(at, at + count), latencies: [] });
    at += count;
  }
  return batches.map((batch, index) => (index === batches.length - 1 ? { ...batch, latencies } : batch));
}

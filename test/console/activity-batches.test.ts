import { expect, test } from '@jest/globals';
import { batchesOf } from '../../console/activity/activity-batches.ts';
import type { ActivityRow } from '../../console/shapes/activity.ts';

const row = (id: number): ActivityRow => ({
  ...{ id, at: id, outcome: 'applied', severity: 'success', operation: 'requestUserAccess', messageId: `m-${id}` },
  ...{ entities: [], terms: [], requests: [], supersededBy: [] },
});
const update = (count: number) => ({
  ...{ isFirst: true, isComplete: true, latencies: [{ at: 1, milliseconds: [3] }] },
  rows: Array.from({ length: count }, (_, index) => row(index + 1)),
});

test('a long past comes in parts, the newest first, and none is lost', () => {
  const batches = batchesOf(update(5000));
  expect(batches.map(({ rows }) => rows.length)).toEqual([200, 2000, 2000, 800]);
  expect(batches.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(
    Array.from({ length: 5000 }, (_, index) => 5000 - index),
  );
});

test('only the first part takes the place of what was there, and only the last one has the latencies', () => {
  const batches = batchesOf(update(300));
  expect(batches.map(({ isFirst, latencies }) => [isFirst, latencies.length])).toEqual([
    [true, 0],
    [false, 1],
  ]);
});

test('an update without rows is one message', () => {
  expect(batchesOf({ ...update(0), problem: 'no logs' })).toMatchObject([{ rows: [], problem: 'no logs' }]);
});

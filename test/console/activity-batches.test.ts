import { expect, test } from '@jest/globals';
import { batchesOf } from '../../console/activity/activity-batches.ts';
import { inParts } from '../../console/activity/sending-in-parts.ts';
import type { ActivityRow } from '../../console/shapes/activity.ts';

const row = (id: number): ActivityRow => ({
  ...{ id, at: id, outcome: 'applied', severity: 'success', operation: 'requestUserAccess', messageId: `m-${id}` },
  ...{ entities: [], terms: [], requests: [] },
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

test('a part is sent when the one before has left, and in order', () => {
  const sent: string[] = [];
  let next: () => void = () => undefined;
  const follow = inParts(
    ({ isFirst, rows }) => sent.push(`${isFirst} ${rows[0]?.id} ${rows.length}`),
    (run) => {
      next = run;
    },
  );
  follow(update(500));
  expect(sent).toEqual(['true 500 200']);
  follow({ ...update(1), isFirst: false });
  next();
  next();
  expect(sent).toEqual(['true 500 200', 'false 300 300', 'false 1 1']);
  next();
  follow({ ...update(2), isFirst: false });
  expect(sent.at(-1)).toBe('false 2 2');
});

test('what takes the place of the past ends the sending of the past', () => {
  const sent: number[] = [];
  let next: () => void = () => undefined;
  const follow = inParts(
    ({ rows }) => sent.push(rows.length),
    (run) => {
      next = run;
    },
  );
  follow(update(5000));
  follow(update(3));
  for (let count = 0; count < 5; count += 1) next();
  expect(sent).toEqual([200, 3]);
});

test('an update without rows is one message', () => {
  expect(batchesOf({ ...update(0), problem: 'no logs' })).toMatchObject([{ rows: [], problem: 'no logs' }]);
});

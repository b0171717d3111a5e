/** The soak's view of the functions' heaps. */
import { expect, test } from '@jest/globals';
import { heapTrends } from '../../../bench/soak/heap.ts';

const samples = (bytesAt: (at: number) => number) =>
  Array.from({ length: 100 }, (_, at) => ({ at, operation: 'requestUserAccess' as const, bytes: bytesAt(at) }));

test('a heap that wavers is flat', () => {
  expect(
    heapTrends(
      samples((at) => 1000 + (at % 2)),
      0,
      100,
    ),
  ).toMatchObject([{ samples: 100, growth: 0 }]);
});

test('a heap that grows is larger in the last tenth than in the first half', () => {
  const [trend] = heapTrends(
    samples((at) => 1000 + 10 * at),
    0,
    100,
  );
  expect(trend).toMatchObject({ firstHalf: 1250, lastTenth: 1950, growth: 0.56 });
});

test('a function that did not run to the end has no trend', () => {
  expect(heapTrends(samples(() => 1000).slice(0, 50), 0, 100)).toEqual([]);
});

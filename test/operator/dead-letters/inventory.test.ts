import { expect, test } from '@jest/globals';
import { takeInventory } from '../../../operator/dead-letters/inventory.ts';

const second = Date.parse('2026-11-30T08:00:00Z');
const now = () => second + 120_000;
const queue = (visible: number, date: string | undefined) => ({ counts: async () => ({ visible, inFlight: 1, date }) });

test('the letters of all queues are counted at the moment that SQS tells, to the second', async () => {
  const queues = [queue(2, 'Mon, 30 Nov 2026 08:00:00 GMT'), queue(3, 'Mon, 30 Nov 2026 08:00:01 GMT')];
  expect(await takeInventory(queues, now)).toEqual({
    ...{ visible: 5, inFlight: 2, asOf: { earliest: second, latest: second + 1999 } },
  });
});

test('without the time of SQS the time of this machine counts, and nothing is known to be earlier', async () => {
  const { asOf } = await takeInventory([queue(1, undefined)], now);
  expect(asOf).toEqual({ earliest: Number.NEGATIVE_INFINITY, latest: second + 120_000 });
});

import { expect, test } from '@jest/globals';
import { RequestLog } from '../../../local/aws/request-log.ts';

test('the log of requests keeps the newest 100,000', () => {
  const log = new RequestLog();
  for (let number = 0; number < 250_001; number += 1)
    log.add({ time: '2026-11-21T09:30:00.000Z', service: 'sqs', action: String(number) });
  const kept = log.list().map(({ action }) => Number(action));
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([100_000, 150_001, 250_000]);
  log.clear();
  expect(log.list()).toEqual([]);
});

/** After an outage of four hours, every message is applied once, and they do not come back all together. */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { manyCalls, type OutageRow, outageScenario, runOutage } from '../../../bench/scale/outage.ts';

const messages = 1500;
let row: OutageRow;

beforeAll(async () => {
  row = await runOutage(outageScenario(messages, 'refused', { seed: 7, stage: manyCalls }));
});

describe('after an outage of four hours', () => {
  test('every message is applied, and none twice', () => {
    expect(row).toMatchObject({ appliedOnce: messages, appliedAgain: 0, deadLetters: 0, lost: 0 });
  });

  test('the largest minute has at most half as much again as the mean', () => {
    expect(row.wave).toBeLessThanOrEqual(1.5);
  });

  test('no message was received so often that SQS might have moved it', () => {
    expect(row.maxReceives).toBeLessThan(50);
  });
});

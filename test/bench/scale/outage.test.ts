/** After an outage of Zuora, every message is applied once, and they do not come back all together. */
import { describe, expect, test } from '@jest/globals';
import { manyCalls, outageScenario, runOutage } from '../../../bench/scale/outage.ts';
import { zuoraFunctions } from '../../../bench/scale/stage.ts';

const minute = 60_000;

describe('a thousand messages after an outage of forty minutes', () => {
  const outage = { from: 0, until: 40 * minute, kind: 'refused' } as const;
  const row = runOutage({ ...outageScenario(1000, 'refused', { seed: 7, stage: manyCalls }), outage });

  test('are all applied, and none twice', async () => {
    expect(await row).toMatchObject({ appliedOnce: 1000, appliedAgain: 0, deadLetters: 0, lost: 0 });
  });

  test('come back without a wave: the largest minute has at most half as many again as the mean', async () => {
    expect((await row).wave).toBeLessThanOrEqual(1.5);
  });

  test('were received far less often than SQS allows', async () => {
    expect((await row).maxReceives).toBeLessThan(20);
  });
});

test('of half a million messages that lie on the queue for days after four hours, none is given up', async () => {
  const messages = 500_000;
  const row = await runOutage(outageScenario(messages, 'refused', { seed: 7, oneIn: 500 }));
  expect(row.drain).toBeGreaterThan(24 * 60);
  expect(row).toMatchObject({ appliedOnce: messages, appliedAgain: 0, deadLetters: 0, lost: 0 });
});

test('in an outage all functions together make no more token requests than Zuora takes from an address', async () => {
  const functions = zuoraFunctions.length;
  const outage = { from: 0, until: 5 * minute, kind: 'refused' } as const;
  const scenario = outageScenario(40 * functions, 'refused', { seed: 7, functions, stage: { zuoraCallsInFlight: 40 } });
  const { maxTokensAMinute } = await runOutage({ ...scenario, outage, until: 3 * minute });
  expect(maxTokensAMinute).toBeGreaterThan(2 * functions);
  expect(maxTokensAMinute).toBeLessThanOrEqual(100);
});

/**
 * What counts of a user's access, under whatever happens. `FC_RUNS` and `FC_SEED` as in delivery.test.ts.
 */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { disturbances, slowness } from './commands.ts';
import { orderProperty, orderRules } from './order.ts';
import { orderBugs } from './order-bugs.ts';
import { soundParts } from './parts.ts';
import { subjects } from './subjects.ts';

const { FC_RUNS = '500', FC_SEED = String(Date.now() % 2 ** 31) } = process.env;
const halfAnHour = 1_800_000;

const grantsAndRemovals = subjects().filter(({ operation }) => operation.access);

test(
  'the newest counts, whatever happens in whatever order',
  async () => {
    const property = orderProperty({
      grantsAndRemovals,
      parts: soundParts,
      judged: orderRules,
      disturbance: disturbances,
    });
    await fc.assert(property, { numRuns: Number(FC_RUNS), seed: Number(FC_SEED) });
  },
  halfAnHour,
);

test.each(orderBugs)('$bug breaks the rule: $breaks', async ({ breaks, parts }) => {
  const judged = orderRules.filter(({ name }) => name === breaks);
  const property = orderProperty({
    ...{ grantsAndRemovals, parts: { ...soundParts, ...parts }, judged },
    // Each shows without anything else going wrong, and sooner than among everything that may.
    disturbance: slowness,
  });
  const { errorInstance } = await fc.check(property, { numRuns: 3000, seed: 1, endOnFailure: true });
  expect(String(errorInstance)).toContain(breaks);
});

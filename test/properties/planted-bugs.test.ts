/** Every rule is able to fail. */
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { invariants } from './invariants/invariants.ts';
import { soundParts } from './parts.ts';
import { plantedBugs } from './planted-bugs.ts';
import { deliveryProperty } from './run.ts';
import { subjects } from './subjects.ts';

test.each(plantedBugs)('$bug breaks the rule that $breaks', async ({ breaks, operation, parts }) => {
  const judged = invariants.filter(({ name }) => name === breaks);
  const shown = subjects().filter((subject) => !operation || subject.operation.name === operation);
  const property = deliveryProperty(shown, { ...soundParts, ...parts }, judged);
  const { errorInstance } = await fc.check(property, { numRuns: 2000, seed: 5, endOnFailure: true });
  expect(String(errorInstance)).toContain(breaks);
});

test('every rule has a planted bug', () => {
  expect(new Set(plantedBugs.map(({ breaks }) => breaks))).toEqual(new Set(invariants.map(({ name }) => name)));
});

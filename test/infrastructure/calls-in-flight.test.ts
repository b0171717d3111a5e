/** The calls that all functions together make to Zuora at once. */
import { expect, test } from '@jest/globals';
import { containers, operations } from './operations.ts';

/** Half of what Zuora allows in an entity: https://developer.zuora.com/docs/guides/rate-limits/ */
const maxCalls = 20;

type Budget = readonly { readonly name: string; readonly callsInFlight: number }[];

/** What to do about too many calls; empty if they are not too many. */
function problem(budget: Budget): string {
  const calls = containers * budget.reduce((sum, { callsInFlight }) => sum + callsInFlight, 0);
  if (calls <= maxCalls) return '';
  const candidates = budget
    .filter(({ callsInFlight }) => callsInFlight > 1)
    .toSorted((one, other) => other.callsInFlight - one.callsInFlight)
    .map(({ name, callsInFlight }) => `${name} (${callsInFlight})`);
  return `serverless.yml: all operations together make up to ${calls} calls to Zuora at once, and ${maxCalls} are allowed. Lower callsInFlight by ${Math.ceil((calls - maxCalls) / containers)} in all, first of ${candidates.join(', then of ')}.`;
}

test('at most 20 calls to Zuora are in flight', () => {
  expect(problem(operations)).toBe('');
});

test('an operation too many is told whose calls to lower', () => {
  const budget = [
    { name: 'one', callsInFlight: 2 },
    { name: 'two', callsInFlight: 8 },
    { name: 'three', callsInFlight: 1 },
  ];
  expect(problem(budget)).toMatch(/up to 22 calls .* Lower callsInFlight by 1 in all, first of two \(8\), then of one/);
});

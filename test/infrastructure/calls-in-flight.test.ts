/** The calls that all functions together make to Zuora at once. */
import { expect, test } from '@jest/globals';
import { maximumConcurrency, shareCalls } from '../../infrastructure/calls-in-flight.ts';
import type { Operation } from '../../infrastructure/operation.ts';
import { functions } from './operations.ts';

function operationsWith(weights: Readonly<Record<string, number>>): Readonly<Record<string, Operation>> {
  const blocks = Object.entries(weights).map(([name, weight]) => [name, { description: name, queue: name, weight }]);
  return Object.fromEntries(blocks);
}

const shareOf = (weights: Readonly<Record<string, number>>, calls: number) =>
  Object.fromEntries(shareCalls(operationsWith(weights), calls));

test.each([
  [{ one: 1, two: 1 }, 4, { one: 1, two: 1 }],
  [{ one: 1, two: 1 }, 5, { one: 1, two: 1 }],
  [{ one: 1, two: 1 }, 6, { one: 2, two: 1 }],
  [{ one: 1, two: 2 }, 6, { one: 1, two: 2 }],
  [{ one: 1, two: 3 }, 16, { one: 2, two: 6 }],
  [{ one: 1, two: 9 }, 8, { one: 1, two: 3 }],
  [{ one: 1, two: 19 }, 40, { one: 10, two: 10 }],
  [{ one: 1 }, 40, { one: 10 }],
])('functions of the weights %j share %d calls as %j in each container', (weights, calls, expected) => {
  expect(shareOf(weights, calls)).toEqual(expected);
});

test('all that is shared out is never more than the calls, and never less by a whole call of each container', () => {
  const weights = Object.fromEntries(functions.flatMap(({ name, weight }) => (weight ? [[name, weight]] : [])));
  const fewest = Object.keys(weights).length * maximumConcurrency;
  for (let calls = fewest; calls <= 40; calls += 1) {
    const total = maximumConcurrency * Object.values(shareOf(weights, calls)).reduce((sum, share) => sum + share, 0);
    expect(total).toBe(calls - (calls % maximumConcurrency));
  }
});

test('a function that calls no Zuora has no share', () => {
  const { sweep } = { sweep: { description: '', queue: '', callsInFlight: 2, sendsTo: { decisionQueue: '' } } };
  expect(shareCalls({ sweep, ...operationsWith({ one: 1 }) }, 2)).toEqual(new Map([['one', 1]]));
});

test('too few for each function are refused, and the error says how many there must be', () => {
  expect(() => shareOf({ one: 1, two: 1 }, 3)).toThrow(
    'zuoraCallsInFlight: must be at least 4, two for each function that calls Zuora',
  );
});

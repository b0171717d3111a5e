/** The soak leaves no function out that takes events. */
import { expect, test } from '@jest/globals';
import { recipes } from '../../../bench/soak/messages.ts';
import { operations, queueOf } from '../../../bench/soak/operations.ts';
import { deployedOperations } from '../../../operator/stack/deployed-operations.ts';

test('every function that takes events is under soak', () => {
  const missing = operations
    .filter((name) => !recipes[name])
    .map((name) => `bench/soak/publications/ has no recipe for ${name}: add one to the file of its resource.`);
  expect(missing).toEqual([]);
});

test('a function that sends to the queues of others stands before them', () => {
  const places = operations.map(queueOf);
  const withEvents = deployedOperations.filter(({ events }) => events.length > 0);
  expect(operations).toHaveLength(withEvents.length);
  // The messages of other queues only say where to look.
  const queues = new Set(withEvents.map(({ queue }) => queue));
  for (const { name, receivers } of withEvents)
    for (const queue of receivers.filter((one) => queues.has(one)))
      expect(places.indexOf(queue)).toBeGreaterThan(operations.indexOf(name));
});

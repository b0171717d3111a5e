/** Shares out the calls that a stage makes to Zuora at once. */
import { maxCallsInFlight } from '../lib/settings.ts';
import { callsZuora, type Operation } from './operation.ts';
import { badParameters } from './parameters.ts';

/** Of each function, at the most. Few containers with many calls each need the fewest tokens, and a mapping allows no less. */
export const maximumConcurrency = 2;

type Operations = Readonly<Record<string, Operation>>;

/**
 * The calls at once of one container of each function that calls Zuora. Each has one. Each further one goes to the function
 * that has the fewest for its weight, up to what a container can use.
 *
 * @param calls of all containers together
 * @throws Error if they are too few for one each
 */
export function shareCalls(operations: Operations, calls: number): ReadonlyMap<string, number> {
  const weights = Object.entries(operations).flatMap(([name, operation]) =>
    callsZuora(operation) ? [{ name, weight: operation.weight }] : [],
  );
  const fewest = weights.length * maximumConcurrency;
  if (calls < fewest)
    throw badParameters([`zuoraCallsInFlight: must be at least ${fewest}, two for each function that calls Zuora`]);
  const ofContainer = Math.floor(calls / maximumConcurrency);
  const shares = new Map(weights.map(({ name }) => [name, 1]));
  for (let left = ofContainer - weights.length; left > 0; left -= 1) {
    const [first, ...others] = weights
      .map(({ name, weight }) => ({ name, share: shares.get(name) ?? 1, weight }))
      .filter(({ share }) => share < maxCallsInFlight);
    if (!first) break;
    const neediest = others.reduce((most, other) => (needOf(other) > needOf(most) ? other : most), first);
    shares.set(neediest.name, neediest.share + 1);
  }
  return shares;
}

function needOf({ weight, share }: { readonly weight: number; readonly share: number }): number {
  return weight / share;
}

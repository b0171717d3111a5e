/** Rates as an operator writes them, such as `5/s`. */
import { UsageError } from './usage-error.ts';

const minRate = 0.1;

/**
 * @returns messages a second
 * @throws UsageError
 */
export function parseRate(text: string): number {
  const rate = Number(/^(\d+(\.\d+)?)\/s$/.exec(text)?.[1]);
  if (!(rate >= minRate)) throw new UsageError(`It must be messages a second, at least ${minRate}, such as 5/s.`);
  return rate;
}

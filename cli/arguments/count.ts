/** Counts as an operator writes them, such as `100000`. */
import { UsageError } from './usage-error.ts';

/**
 * @returns a positive integer
 * @throws UsageError
 */
export function parseCount(text: string): number {
  const count = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : 0;
  if (count === 0) throw new UsageError('It must be a whole number from 1 on, such as 100000.');
  return count;
}

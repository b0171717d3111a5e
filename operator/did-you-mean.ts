/** Asks whether an operator meant a name that is almost the given one. */
import { nearestName } from '../lib/policy/nearest-name.ts';

/** A sentence that begins with a space, or nothing. */
export function didYouMean(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : ` Did you mean ${nearest}?`;
}

/** Counts the people of some changes, and tells which of them are too many. */
import type { Cause } from './cause.ts';
import { type CountedPart, countersOf, partsOver } from './counted-part.ts';
import type { Counters } from './counters.ts';

/**
 * Counts all parts together. Where they would pass a limit, those of the fullest cause are left out, and the others are tried
 * again.
 *
 * @param isCounted tells by the name which counters have counted a person already
 * @returns the parts that are not counted, each with its cause
 */
export async function claimParts<Part extends CountedPart>(
  counters: Pick<Counters, 'claim'>,
  parts: readonly Part[],
  isCounted?: (part: Part, name: string) => boolean,
): Promise<ReadonlyMap<Part, Cause>> {
  const over = new Map<Part, Cause>();
  let rest = parts;
  while (rest.some(({ isWaiting }) => !isWaiting)) {
    const full = await counters.claim(countersOf(rest, isCounted));
    if (full.size === 0) break;
    for (const [part, cause] of partsOver(rest, full)) over.set(part, cause);
    rest = rest.filter((part) => !over.has(part));
  }
  return over;
}

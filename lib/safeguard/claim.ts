/** Counts the people of some changes, and tells which of them are too many. */
import type { Cause } from './cause.ts';
import { type CountedPart, countedBy, countersOf, type IsCounted, partsOver } from './counted-part.ts';
import type { Counters } from './counters.ts';
import { expectedAmong } from './expected-parts.ts';

export interface Claim<Part> {
  /** The parts that are not counted, each with its cause. */
  readonly over: ReadonlyMap<Part, Cause>;
  /** The names of the counters that have counted the others, without those who wait already. */
  readonly counted: ReadonlyMap<Part, readonly string[]>;
}

/**
 * Counts all parts together. Where they would pass a limit, those of the fullest cause are left out, and the others are tried
 * again. So they are if another claim has taken the room of an expectation meanwhile.
 */
export async function claimParts<Part extends CountedPart>(
  counters: Pick<Counters, 'claim' | 'room'>,
  parts: readonly Part[],
  isCounted: IsCounted<Part> = () => false,
): Promise<Claim<Part>> {
  const over = new Map<Part, Cause>();
  for (let rest = parts; ; rest = rest.filter((part) => !over.has(part))) {
    const claimed = rest.filter(({ isWaiting }) => !isWaiting);
    if (claimed.length === 0) return { over, counted: new Map() };
    const expected = await expectedAmong(counters, rest, isCounted);
    const full = await counters.claim(countersOf(rest, expected, isCounted));
    if (full.size === 0) {
      return { over, counted: new Map(claimed.map((part) => [part, countedBy(part, expected.has(part))])) };
    }
    for (const [part, cause] of partsOver(rest, full)) over.set(part, cause);
  }
}

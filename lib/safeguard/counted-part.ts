/** How people's changes are counted: of each person the revocations, and the grants. */
import { type Cause, everything } from './cause.ts';
import type { Counter } from './counters.ts';
import type { Direction } from './effect.ts';
import { counterOf, everybodyRevoked } from './safeguard-item.ts';
import type { Limits } from './thresholds.ts';

export interface CountedPart {
  readonly direction: Direction;
  /** The most particular first. */
  readonly causes: readonly Cause[];
  readonly limits: Limits;
  /** Whether the person waits already, and is only judged with the others. */
  readonly isWaiting: boolean;
}

interface PartCounter {
  readonly name: string;
  readonly cause: Cause;
  readonly limit: number;
}

/** The counters of a part; the most particular first. */
export function partCounters({ direction, causes, limits }: CountedPart): readonly PartCounter[] {
  const { ofCause, ofAll } = limits;
  return [
    ...causes.map((cause) => ({ name: counterOf(direction, cause.id), cause, limit: ofCause })),
    ...(ofAll === undefined ? [] : [{ name: everybodyRevoked, cause: everything, limit: ofAll }]),
  ];
}

/** @param isCounted tells by the name which counters have counted a person already */
export function countersOf<Part extends CountedPart>(
  parts: readonly Part[],
  isCounted: (part: Part, name: string) => boolean = () => false,
): readonly Counter[] {
  const counters = new Map<string, Counter>();
  for (const part of parts) {
    for (const { name, limit } of partCounters(part)) {
      if (isCounted(part, name)) continue;
      const known = counters.get(name) ?? { name, added: 0, judged: 0, limit };
      const added = known.added + (part.isWaiting ? 0 : 1);
      // Of several limits, as where one source is expected to change many, the lowest counts.
      counters.set(name, { name, added, judged: known.judged + 1, limit: Math.min(known.limit, limit) });
    }
  }
  return [...counters.values()];
}

/**
 * The parts that are over a limit, with the cause. Of all full counters the most particular decide: without their people, the
 * others may not be full.
 */
export function partsOver<Part extends CountedPart>(
  parts: readonly Part[],
  full: ReadonlySet<string>,
): ReadonlyMap<Part, Cause> {
  const over = parts.flatMap((part) => {
    const cause = overCauseOf(part, full);
    return cause === undefined ? [] : [[part, cause] as const];
  });
  const lowest = Math.min(...over.map(([, { rank }]) => rank));
  return new Map(over.filter(([, { rank }]) => rank === lowest));
}

/** The most particular cause of a part whose counter is full. */
export function overCauseOf(part: CountedPart, full: ReadonlySet<string>): Cause | undefined {
  return partCounters(part).find(({ name }) => full.has(name))?.cause;
}

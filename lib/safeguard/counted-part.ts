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

/** The counters with the limits of a part; the most particular first. */
export function partCounters({ direction, causes, limits }: CountedPart): readonly PartCounter[] {
  const { ofCause, ofAll } = limits;
  return [
    ...causes.map((cause) => ({ name: counterOf(direction, cause.id), cause, limit: ofCause })),
    ...(ofAll === undefined ? [] : [{ name: everybodyRevoked, cause: everything, limit: ofAll }]),
  ];
}

/** Tells by the name which counters have counted a person already. */
export type IsCounted<Part> = (part: Part, name: string) => boolean;

/** @param expected those of the parts that an operator expects */
export function countersOf<Part extends CountedPart>(
  parts: readonly Part[],
  expected: ReadonlySet<Part>,
  isCounted: IsCounted<Part>,
): readonly Counter[] {
  const counters = new Map<string, Counter>();
  for (const part of parts) {
    for (const { name, limit, people } of countersOfPart(part, expected.has(part))) {
      if (isCounted(part, name)) continue;
      const known = counters.get(name) ?? { name, added: 0, judged: 0, limit };
      const added = known.added + (part.isWaiting ? 0 : people);
      counters.set(name, { name, added, judged: known.judged + people, limit });
    }
  }
  return [...counters.values()];
}

/** The names of the counters that count a part. */
export function countedBy(part: CountedPart, isExpected: boolean): readonly string[] {
  return countersOfPart(part, isExpected).map(({ name }) => name);
}

/** An expected person leaves the thresholds to the others. A cause that is filled stops them too. */
function countersOfPart(part: CountedPart, isExpected: boolean) {
  const { causes, direction, limits } = part;
  if (!isExpected || limits.expected === undefined) return partCounters(part).map((one) => ({ ...one, people: 1 }));
  const ofCauses = causes.map(({ id }) => ({ name: counterOf(direction, id), limit: limits.ofCause, people: 0 }));
  return [...ofCauses, { ...limits.expected, people: 1 }];
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

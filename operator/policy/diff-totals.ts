/** Counts the people whose access to an entity another policy changes. */
import { type PolicyDifference, type PolicyEffect, unknownAttributes } from './policy-diff.ts';

export interface DiffTotal {
  readonly effect: PolicyEffect;
  readonly entityId: string;
  readonly people: number;
  /** The attributes that would decide, the one that is unknown most often first. */
  readonly unknown: readonly string[];
}

const effects: readonly PolicyEffect[] = ['gains', 'loses', 'withheld', 'undecided'];

/** One for each effect and entity, the most people of an effect first. */
export function diffTotals(differences: readonly PolicyDifference[]): readonly DiffTotal[] {
  return effects.flatMap((effect) => {
    const byEntity = Map.groupBy(
      differences.filter((difference) => difference.effect === effect),
      ({ entityId }) => entityId,
    );
    return [...byEntity]
      .map(([entityId, some]) => ({ effect, entityId, people: some.length, unknown: mostFrequent(some) }))
      .toSorted((one, other) => other.people - one.people);
  });
}

function mostFrequent(differences: readonly PolicyDifference[]): readonly string[] {
  const counts = Map.groupBy(differences.flatMap(unknownAttributes), (attribute) => attribute);
  return [...counts].toSorted(([, one], [, other]) => other.length - one.length).map(([attribute]) => attribute);
}

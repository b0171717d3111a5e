/** Dead letters of one queue with one reason: they need the same step. */
import { nextStep } from './next-step.ts';
import type { DeadLetterSummary } from './summary.ts';

export interface LetterGroup {
  /** Such as `user-access-requests`. */
  readonly queue: string;
  readonly reason: string;
  /** The oldest first. */
  readonly letters: readonly DeadLetterSummary[];
  /** The people who wait, each once. */
  readonly people: readonly string[];
  /** When the oldest letter arrived; milliseconds since the epoch. */
  readonly oldest: number;
  /** What to do about them, as far as the reason alone tells. */
  readonly nextStep: string;
}

/** The largest group first. */
export function letterGroups(letters: readonly DeadLetterSummary[]): readonly LetterGroup[] {
  const groups = Map.groupBy(letters, ({ queue, reason }) => JSON.stringify([queue, reason]));
  return [...groups.values()].flatMap(groupOf).toSorted(bySize);
}

function groupOf(letters: readonly DeadLetterSummary[]): readonly LetterGroup[] {
  const [first, ...others] = letters.toSorted((one, other) => one.sentAt - other.sentAt);
  if (first === undefined) return [];
  const { queue, reason, sentAt: oldest } = first;
  const people = [...new Set(letters.flatMap(({ username }) => username ?? []))];
  return [{ queue, reason, letters: [first, ...others], people, oldest, nextStep: nextStep(reason, undefined) }];
}

function bySize(one: LetterGroup, other: LetterGroup): number {
  return other.letters.length - one.letters.length || one.oldest - other.oldest;
}

/** Which dead letters a command is about. */

import { formatDuration } from '../duration.ts';
import { type DeadLetter, isCalled, isStale } from './dead-letter.ts';

export interface Selection {
  /** Any of these; without one, all. */
  readonly reasons?: readonly string[] | undefined;
  /** Any of these message IDs, those under which the messages first arrived included; without one, all. */
  readonly ids?: readonly string[] | undefined;
  /** Milliseconds. */
  readonly olderThan?: number | undefined;
  /** Whether stale ones are left where they are, though they were chosen. */
  readonly leavesStale?: boolean | undefined;
}

export interface Choice {
  readonly chosen: readonly DeadLetter[];
  /** Stale ones that would have been chosen. */
  readonly stale: readonly DeadLetter[];
  readonly others: readonly DeadLetter[];
}

/** @param startedAt when the command began; milliseconds since the epoch */
export function choose(selection: Selection, letters: readonly DeadLetter[], startedAt: number): Choice {
  const selected = letters.filter((letter) => selects(selection, letter, startedAt));
  const isLeft = (letter: DeadLetter) => selection.leavesStale === true && isStale(letter);
  return {
    chosen: selected.filter((letter) => !isLeft(letter)),
    stale: selected.filter(isLeft),
    others: letters.filter((letter) => !selected.includes(letter)),
  };
}

/**
 * A message that arrives while a command runs is never its concern: what is sent again may fail again at once, and would
 * go round for ever.
 */
function selects({ reasons, ids, olderThan = 0 }: Selection, letter: DeadLetter, startedAt: number): boolean {
  const isOldEnough = letter.sentAt <= startedAt - olderThan;
  const hasReason = !reasons || reasons.includes(letter.reason);
  return isOldEnough && hasReason && (!ids || ids.some((id) => isCalled(letter, id)));
}

/** Whether it names what must be there: to choose nothing by it is a mistake. */
export function isSpecific({ reasons, ids }: Selection): boolean {
  return reasons !== undefined || ids !== undefined;
}

/** In words that follow "all" or "those"; empty for all. */
export function describeSelection({ reasons, ids, olderThan }: Selection): string {
  return [
    reasons && `with reason ${reasons.join(' or ')}`,
    ids && `with ID ${ids.join(' or ')}`,
    olderThan !== undefined && `older than ${formatDuration(olderThan)}`,
  ]
    .filter(Boolean)
    .join(', ');
}

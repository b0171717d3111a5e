/** Which dead letters a command is about. */
import { type DeadLetter, isCalled } from './dead-letter.ts';
import { formatDuration } from './duration.ts';

export interface Selection {
  /** Any of these; without one, all. */
  readonly reasons?: readonly string[] | undefined;
  /** Any of these message IDs, those under which the messages first arrived included; without one, all. */
  readonly ids?: readonly string[] | undefined;
  /** Milliseconds. */
  readonly olderThan?: number | undefined;
}

/**
 * A message that arrives while a command runs is never its concern: what is sent again may fail again at once, and would
 * go round for ever.
 *
 * @param startedAt when the command began; milliseconds since the epoch
 */
export function selects({ reasons, ids, olderThan = 0 }: Selection, letter: DeadLetter, startedAt: number): boolean {
  const isOldEnough = letter.sentAt <= startedAt - olderThan;
  const hasReason = !reasons || reasons.includes(letter.reason);
  return isOldEnough && hasReason && (!ids || ids.some((id) => isCalled(letter, id)));
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

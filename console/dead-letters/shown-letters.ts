/** Which letters a page has shown. It may be older than the queue: nobody decides about letters that they have not seen. */
import { sha256 } from '../../lib/sha256.ts';
import { formatCount } from '../../operator/counts.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { OperatorError } from '../../operator/errors.ts';
import { shown } from '../answers.ts';
import type { LetterChoice } from '../shapes/dead-letters.ts';

type Letters = readonly Pick<DeadLetterSummary, 'messageId' | 'queue' | 'reason'>[];

/** The same for the same letters, in any order. */
export function digestOf(letters: Letters): string {
  return sha256(letters.map(({ messageId }) => messageId).toSorted());
}

/**
 * The page shows a reason without what would control a screen, so reasons are compared as they are shown.
 *
 * @param known the letters as they were read last
 * @returns the own IDs of those that the page showed; undefined for a choice that does not say which
 * @throws OperatorError if the page showed others
 */
export function shownLetters(
  known: Letters,
  { queue, reasons, ids, all }: Pick<LetterChoice, 'queue' | 'reasons' | 'ids' | 'all'>,
): ReadonlySet<string> | undefined {
  const hasReason = ({ reason }: Letters[number]) => reasons?.includes(shown(reason)) ?? true;
  if (ids !== undefined) {
    const others = new Set(known.filter((letter) => !hasReason(letter)).map(({ messageId }) => messageId));
    return new Set(ids.filter((id) => !others.has(id)));
  }
  if (all === undefined) return undefined;
  const letters = known.filter((letter) => (queue ?? letter.queue) === letter.queue && hasReason(letter));
  // Different reasons may look the same. Each is a group of its own.
  const groups = [letters, ...Map.groupBy(letters, ({ reason }) => reason).values()];
  const group = groups.find((one) => digestOf(one) === all);
  if (group !== undefined) return new Set(group.map(({ messageId }) => messageId));
  const count = formatCount(letters.length, 'letter', 'letters');
  throw new OperatorError(`The group has changed since: it has ${count} now. Look again.`);
}

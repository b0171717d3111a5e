/** Which letters a page has shown. It may be older than the queue: nobody decides about letters that they have not seen. */
import { createHash } from 'node:crypto';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';
import { OperatorError } from '../../operator/errors.ts';
import type { LetterChoice } from '../shapes/dead-letters.ts';

type Letters = readonly Pick<DeadLetterSummary, 'messageId' | 'queue' | 'reason'>[];

/** The same for the same letters, in any order. */
export function digestOf(letters: Letters): string {
  const ids = letters.map(({ messageId }) => messageId).toSorted();
  return createHash('sha256').update(ids.join('\n')).digest('base64url');
}

/**
 * @param known the letters as they were read last
 * @returns the own IDs of those that the page showed; undefined for a choice by IDs
 * @throws OperatorError if the page showed others
 */
export function shownLetters(
  known: Letters,
  { queue, reasons, all }: Pick<LetterChoice, 'queue' | 'reasons' | 'all'>,
): ReadonlySet<string> | undefined {
  if (all === undefined) return undefined;
  const letters = known.filter(
    (letter) => (queue ?? letter.queue) === letter.queue && (reasons?.includes(letter.reason) ?? true),
  );
  if (digestOf(letters) === all) return new Set(letters.map(({ messageId }) => messageId));
  const count = letters.length === 1 ? '1 letter' : `${letters.length} letters`;
  throw new OperatorError(`The group has changed since: it has ${count} now. Look again.`);
}

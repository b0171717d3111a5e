/** What the page Dead letters may ask for. */
import { z } from 'zod';
import { knownReasons } from '../../operator/dead-letters/next-step.ts';
import type { LetterChoice } from '../shapes/dead-letters.ts';

const choice = z.strictObject({
  queue: z.string().optional(),
  reasons: z.array(z.string()).nonempty().optional(),
  ids: z.array(z.string()).nonempty().optional(),
  all: z.string().min(1).optional(),
  olderThan: z.number().min(0).optional(),
});
const choiceByReason = choice.extend({ reasons: z.array(z.enum(knownReasons)).nonempty() });

/** A choice that became empty must never mean all. */
function isEither({ ids, all }: LetterChoice): boolean {
  return (ids === undefined) !== (all === undefined);
}

const eitherWords = 'Choose letters by ids, or say of all which ones were shown.';

export const redriveRequest = z.strictObject({
  choice: choice.refine(isEither, eitherWords),
  rate: z.number().positive().optional(),
  stale: z.boolean(),
});

export const retryRequest = z.strictObject({ id: z.string().min(1), stale: z.boolean() });

export const purgeRequest = z.strictObject({
  choice: choiceByReason.refine(isEither, eitherWords),
  file: z.string().min(1).max(200),
});

/** A time as an operator writes it: a date, or a time with its zone. */
import { parseTimestamp } from '../../lib/identity/timestamp.ts';
import { UsageError } from './usage-error.ts';

/** A time without a zone would mean another one on another machine. */
const instantForm = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:\d\d))?$/i;

/**
 * @returns milliseconds since the epoch; of a date, those of midnight in UTC
 * @throws UsageError
 */
export function parseInstant(text: string): number {
  const parsed = instantForm.test(text) ? parseTimestamp(text) : undefined;
  if (parsed !== undefined) return Date.parse(parsed);
  throw new UsageError(
    'It must be a date, which begins at midnight in UTC, such as 2026-11-01, or a time with its zone, such as 2026-11-01T09:30Z.',
  );
}

/** A text that an operator must give. A variable of a shell may be empty. */
import { UsageError } from './usage-error.ts';

/** @throws UsageError */
export function parseRequiredText(text: string): string {
  if (text.trim() === '') throw new UsageError('It must not be empty.');
  return text;
}

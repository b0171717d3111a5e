/** Reads the id of an effective-dated change. */
import { UsageError } from './usage-error.ts';

/** @throws UsageError */
export function parseEffectiveId(text: string): string {
  const id = text.trim().toLowerCase();
  if (!/^[0-9a-f]{16}$/.test(id))
    throw new UsageError('It must be an id of effective list: 16 digits and letters a-f.');
  return id;
}

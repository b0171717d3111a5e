/** Names a value by its content. */
import { createHash } from 'node:crypto';

/** The SHA-256 of a value's JSON, in 64 hex digits. */
export function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

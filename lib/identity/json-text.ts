/** Reads JSON that a source wrote into a text: Entra sends a role as `"{\"value\":\"billing\"}"`. */
import { exceedsNesting } from './nesting.ts';

/** Real values are flat. With this bound, code that walks a value can recurse. */
const maxNesting = 16;

/** The object, list or quoted text that a text holds in JSON; any other value unchanged. */
export function decodeJsonText(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{"]/.test(value)) return value;
  try {
    const decoded: unknown = JSON.parse(value);
    return exceedsNesting(decoded, maxNesting) ? value : decoded;
  } catch {
    // A text that only looks like JSON, such as `[external] Ada`.
    return value;
  }
}

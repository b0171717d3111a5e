/** Splits a text with one JSON object a line: https://jsonlines.org */
import { isObject } from '../json.ts';

/**
 * The lines as texts, so that a bad line is refused alone. Undefined for a text whose first line is not an object, such as
 * indented JSON, and for a text with one line.
 */
export function splitJsonLines(text: string): readonly string[] | undefined {
  if (!text.trimEnd().includes('\n')) return undefined;
  const [first = '', ...others] = text
    .replace(/^\u{FEFF}/u, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  return others.length > 0 && isJsonObject(first) ? [first, ...others] : undefined;
}

function isJsonObject(text: string): boolean {
  if (!text.trimStart().startsWith('{')) return false;
  try {
    return isObject(JSON.parse(text));
  } catch {
    return false;
  }
}

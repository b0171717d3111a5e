/** Which of a person's e-mail addresses and postal addresses are those for work. A private one identifies nobody. */
import { flag, list } from '../json.ts';
import { valueType } from './attribute-values.ts';
import { decodeJsonText } from './json-text.ts';
import { parseFilter } from './scim-filter.ts';
import { foldNames } from './spellings.ts';

/** The values for work, and those without a type. */
export function workValues(value: unknown): readonly unknown[] {
  return [decodeJsonText(value)].flat().filter((one) => {
    const type = valueType(one);
    return type === undefined || type === 'work' || flag(foldNames(one)['primary']) === true;
  });
}

/**
 * Whether the filter of a path selects a value for work, such as `type eq "work"` or `primary eq true`.
 *
 * @returns undefined if only the receiver can tell which values it selects
 */
export function selectsWork(filter: string | undefined): boolean | undefined {
  if (filter === undefined) return true;
  const alternatives = list(parseFilter(filter)).map(foldNames);
  if (alternatives.some((one) => valueType(one) === 'work' || flag(one['primary']) === true)) return true;
  const isPrivate = alternatives.length > 0 && alternatives.every((one) => valueType(one) !== undefined);
  return isPrivate ? false : undefined;
}

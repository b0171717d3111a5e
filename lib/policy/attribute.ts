/** Tells the attributes that a person can have from those that no event can set. */
import { personFrom } from '../identity/attributes.ts';
import { comparableText } from './comparable-text.ts';

/** For every attribute, at least one of these is a valid value. */
const sampleValues = ['somebody@example.com', 'true', ['somebody@example.com']];

/**
 * Why a rule on this attribute could never match; undefined if it could. An attribute that SCIM does not define is a
 * company's own.
 */
export function attributeProblem(name: string): string | undefined {
  if (name !== comparableText(name))
    return `has spaces or invisible characters; write "${comparableText(name)}" instead`;
  const carried = new Set(sampleValues.flatMap((sample) => Object.keys(personFrom({ [name]: sample }))));
  if (carried.has(name)) return undefined;
  const [likely] = carried;
  return likely === undefined ? 'is never read from an event' : `is read as "${likely}"; write that instead`;
}

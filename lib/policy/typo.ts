/** Finds likely typos in SCIM's attribute names. They are warnings: the name may be a company's own. */
import type { Problem } from '../check.ts';
import { knownAttributes } from '../identity/attributes.ts';
import type { Policy } from './policy.ts';

/** A hint for each attribute name of a valid policy that is almost one of SCIM's. */
export function typoHints({ username, rules }: Policy): readonly Problem[] {
  return [
    ...username.flatMap((name, index) => typoHint(`username.${index}`, name)),
    ...rules.flatMap(({ when }, index) =>
      Object.keys(when).flatMap((name) => typoHint(`rules.${index}.when.${name}`, name)),
    ),
  ];
}

function typoHint(field: string, name: string): readonly Problem[] {
  const likely = knownAttributes.includes(name) ? undefined : knownAttributes.find((known) => isNear(name, known));
  return likely === undefined ? [] : [{ field, problem: `is not an attribute of SCIM; did you mean ${likely}?` }];
}

/** A name of four letters may have one typo, a name of eight letters two. */
function isNear(name: string, known: string): boolean {
  return isWithinEdits(Math.min(2, Math.floor(known.length / 4)), name.toLowerCase(), known.toLowerCase());
}

/** Whether at most so many edits (a letter removed, added, replaced, or swapped with the next) turn one into the other. */
function isWithinEdits(maxEdits: number, one: string, other: string): boolean {
  if (one === other) return true;
  if (one[0] === other[0]) return isWithinEdits(maxEdits, one.slice(1), other.slice(1));
  if (maxEdits === 0) return false;
  const pairs = [
    [one.slice(1), other],
    [one, other.slice(1)],
    [one.slice(1), other.slice(1)],
    ...(one[0] === other[1] && one[1] === other[0] ? [[one.slice(2), other.slice(2)] as const] : []),
  ] as const;
  return pairs.some(([rest, otherRest]) => isWithinEdits(maxEdits - 1, rest, otherRest));
}

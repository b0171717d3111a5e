/** Finds names of attributes that are SCIM's but for a slip of the hand. They may be a company's own after all. */
import type { Problem } from '../check.ts';
import { knownAttributes } from '../identity/attributes.ts';
import type { Policy } from './policy.ts';

/** What a policy that is sound may mean otherwise than it says. */
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
  return likely === undefined ? [] : [{ field, problem: `is not SCIM's; did you mean ${likely}?` }];
}

/** One slip is allowed in a name of four letters, and two in one of eight. */
function isNear(name: string, known: string): boolean {
  return isWithin(Math.min(2, Math.floor(known.length / 4)), name.toLowerCase(), known.toLowerCase());
}

/** Whether so many letters left out, put in, exchanged or swapped with the next make the one of the other. */
function isWithin(typoHints: number, one: string, other: string): boolean {
  if (one === other) return true;
  if (one[0] === other[0]) return isWithin(typoHints, one.slice(1), other.slice(1));
  if (typoHints === 0) return false;
  const pairs = [
    [one.slice(1), other],
    [one, other.slice(1)],
    [one.slice(1), other.slice(1)],
    ...(one[0] === other[1] && one[1] === other[0] ? [[one.slice(2), other.slice(2)] as const] : []),
  ] as const;
  return pairs.some(([rest, otherRest]) => isWithin(typoHints - 1, rest, otherRest));
}

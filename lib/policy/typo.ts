/** Finds likely typos in SCIM's attribute names. They are warnings: the name may be a company's own. */
import type { Problem } from '../check.ts';
import { knownAttributes } from '../identity/attribute-names.ts';
import { nearestName } from './nearest-name.ts';
import type { Policy } from './policy.ts';
import { usernameFields } from './username-choice.ts';

/** A hint for each attribute name of a valid policy that is almost one of SCIM's. */
export function typoHints({ username, rules }: Policy): readonly Problem[] {
  return [
    ...usernameFields(username).flatMap(({ field, name }) => typoHint(field, name)),
    ...rules.flatMap(({ when }, index) =>
      Object.keys(when).flatMap((name) => typoHint(`rules.${index}.when.${name}`, name)),
    ),
  ];
}

function typoHint(field: string, name: string): readonly Problem[] {
  const likely = knownAttributes.includes(name) ? undefined : nearestName(name, knownAttributes);
  return likely === undefined ? [] : [{ field, problem: `is not an attribute of SCIM; did you mean ${likely}?` }];
}

/** Tells the attributes that a person can have from those that no event will ever carry. */
import { personFrom } from '../identity/attributes.ts';

/** Between them they are good values for every attribute, the checked ones too. */
const samples = ['somebody@example.com', 'true', ['somebody@example.com']];

/**
 * Why a rule on this attribute could never match; undefined where it could. Attributes that SCIM does not know are a
 * company's own.
 */
export function problemOfAttribute(name: string): string | undefined {
  const carried = new Set(samples.flatMap((sample) => Object.keys(personFrom({ [name]: sample }))));
  if (carried.has(name)) return undefined;
  const [likely] = carried;
  return likely === undefined ? 'is an attribute that is never read' : `is read as "${likely}": write that`;
}

/** Finds the Zuora username of a person. */
import { username } from '../../events/fields.ts';
import type { Person } from '../identity/person.ts';
import type { Policy } from './policy.ts';

export type Username = { readonly name: string } | { readonly missing: 'no-username' | 'bad-username' };

/**
 * The first of the policy's attributes that the event carries. If it is not a valid login name, no other attribute is
 * tried: it would be another person's login.
 */
export function findUsername({ username: attributes }: Policy, person: Person): Username {
  const carried = attributes
    .map((attribute) => (Object.hasOwn(person, attribute) ? person[attribute] : undefined))
    .find((value) => value !== undefined && !(Array.isArray(value) && value.length === 0));
  if (carried === undefined) return { missing: 'no-username' };
  if (typeof carried !== 'string' && typeof carried !== 'number') return { missing: 'bad-username' };
  const result = username.safeParse(String(carried));
  return result.success ? { name: result.data } : { missing: 'bad-username' };
}

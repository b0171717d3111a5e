/** Finds the Zuora username of a person. */
import { username } from '../../events/fields.ts';
import { type Person, unreadable } from '../identity/person.ts';
import { unreadableAttribute } from '../identity/unreadable-attribute.ts';
import type { Policy } from './policy.ts';
import { usernameAttributes } from './username-choice.ts';

export type Username = { readonly name: string } | { readonly missing: 'no-username' | 'bad-username' };

/**
 * The first of the policy's attributes that the event carries. If it is not a valid login name, no other attribute is
 * tried: it would be another person's login.
 *
 * @param source the name of the source that the event comes from
 * @throws BadEvent if the attribute is present, but not readable
 */
export function findUsername({ username: choice }: Policy, person: Person, source?: string): Username {
  const carrier = usernameAttributes(choice, source).find(
    (attribute) => Object.hasOwn(person, attribute) && !isEmptyList(person[attribute]),
  );
  if (carrier === undefined) return { missing: 'no-username' };
  const value = person[carrier];
  if (value === unreadable) throw unreadableAttribute(carrier);
  if (typeof value !== 'string' && typeof value !== 'number') return { missing: 'bad-username' };
  const result = username.safeParse(String(value));
  return result.success ? { name: result.data } : { missing: 'bad-username' };
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

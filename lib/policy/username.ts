/** Finds the Zuora username of a person. */
import { username } from '../../events/fields.ts';
import { cleared, type Person, unreadable } from '../identity/person.ts';
import { unreadableAttribute } from '../identity/unreadable-attribute.ts';
import { tidyLogin } from '../login.ts';
import type { Policy } from './policy.ts';
import { usernameAttributes } from './username-choice.ts';

interface Login {
  /** As the event has it, for people who read of the person. */
  readonly name: string;
  /** The same in one form of Unicode, without invisible characters: for Zuora. */
  readonly login: string;
}

export type Username = Login | { readonly missing: 'no-username' | 'bad-username' };

/**
 * The first of the policy's attributes that the event carries. If it is not a valid login name, no other attribute is
 * tried: it would be another person's login.
 *
 * @param source the name of the source that the event comes from
 * @throws BadEvent if the attribute is present, but not readable
 */
export function findUsername({ username: choice }: Policy, person: Person, source?: string): Username {
  const carrier = usernameAttributes(choice, source).find(
    (attribute) => Object.hasOwn(person, attribute) && !isEmpty(person[attribute]),
  );
  if (carrier === undefined) return { missing: 'no-username' };
  const value = person[carrier];
  if (value === unreadable) throw unreadableAttribute(carrier);
  if (typeof value !== 'string' && typeof value !== 'number') return { missing: 'bad-username' };
  const result = username.safeParse(tidyLogin(String(value)));
  return result.success ? { name: String(value), login: result.data } : { missing: 'bad-username' };
}

function isEmpty(value: unknown): boolean {
  return value === cleared || (Array.isArray(value) && value.length === 0);
}

/** Finds the login that leavers had before the event: some systems rename people as they leave. */
import { isEmailAddress } from './attribute-values.ts';
import type { Person } from './person.ts';

/**
 * Entra puts the object id, without hyphens, before the user name of an account that it soft-deletes:
 * https://learn.microsoft.com/entra/architecture/recover-from-deletions
 */
const tombstone = /^[0-9a-f]{32}(?=[^\s@]+@[^\s@]+$)/i;

/** An account whose name is a tombstone's is deleted: a person other than the given one. The rest of the name is the login. */
export function readTombstone(person: Person): Person {
  const found = ['userName', 'email'].flatMap((name) => {
    const value = person[name];
    return typeof value === 'string' && tombstone.test(value) ? [[name, value.replace(tombstone, '')] as const] : [];
  });
  return found.length === 0 ? person : { ...person, ...Object.fromEntries(found), active: false };
}

/** Whether a request gives the account another user name, or another address: the id of the account was its login. */
export function isRenamed(id: string | undefined, { userName, email }: Person): id is string {
  const name = userName ?? email;
  if (typeof name !== 'string' || !isEmailAddress(name) || !isEmailAddress(id)) return false;
  return name.toLowerCase() !== id.toLowerCase();
}

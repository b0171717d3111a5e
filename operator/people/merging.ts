/** Makes one person of two, while events about them may come. */
import { toDecideStill } from '../../lib/people/due-person.ts';
import type { HeldLogin, KnownPerson } from '../../lib/people/known-person.ts';
import { keysIn } from '../../lib/people/new-keys.ts';
import { loginKey, type Owners } from '../../lib/people/owner-key.ts';
import type { PeopleStore } from '../../lib/people/people-table.ts';
import { isSamePerson, type StoredPerson } from '../../lib/people/stored-person.ts';
import { OperatorError } from '../errors.ts';
import { conflictingAccounts, joinedPerson } from './joined-person.ts';
import { requireMergeable } from './mergeable.ts';

/** Events may write the same people, but not for ever. */
const maxTries = 10;

/**
 * Gives all that is known of the second person to the first, and the logins. The first person is stored first, then the keys
 * of the accounts lead to them, then nothing is left of the second, and the logins come last: an event between two of these
 * steps finds one of the two with all that it needs, and the command again goes on.
 *
 * @returns the person that they are
 * @throws OperatorError if both have an account in a source, unless forced, or one has become somebody else; BadEvent
 *   `person-too-large`
 */
export async function mergePeople(
  table: PeopleStore,
  { first, second, isForced }: { readonly first: string; readonly second: string; readonly isForced: boolean },
): Promise<KnownPerson> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const [one, other] = [await table.read(first), await table.read(second)];
    if (one === undefined || other === undefined) throw busy();
    if (tries === 0) await requireMergeable(table, one.person, other.person);
    if (!isForced) requireNoConflict(one.person, other.person);
    const merged = await tryToMerge(table, one, other);
    if (merged !== undefined) return merged;
  }
  throw busy();
}

function busy(): OperatorError {
  return new OperatorError('Events about the same people are being worked on. Run the command again: it goes on.');
}

/** @throws OperatorError */
export function requireNoConflict(first: KnownPerson, second: KnownPerson): void {
  const [conflict] = conflictingAccounts(first, second);
  if (conflict === undefined) return;
  throw new OperatorError(
    `Both have an account in ${conflict[0].source} that is not over, so they may be two people. Nothing was merged. If they are one, give --force.`,
  );
}

/** @returns undefined if an event has written one of them meanwhile */
async function tryToMerge(
  table: PeopleStore,
  one: StoredPerson,
  other: StoredPerson,
): Promise<KnownPerson | undefined> {
  const keys = keysIn(other.person);
  const logins = [...one.person.logins, ...other.person.logins];
  const owners = await table.owners([...new Set([...keys, ...logins.map(({ login }) => loginKey(login))])]);
  const before = withoutLost(one.person, other.person, owners);
  const taken = other.person.logins.flatMap((held) => takenLogin(held, other.person, owners));
  const person = joinedPerson(before, other.person, taken);
  const due = toDecideStill([one.due, other.due]);
  if (!isSamePerson(person, one.person) && !(await table.write(person, one.edition, due))) return undefined;
  for (const key of keys) {
    if (owners.get(key)?.person === other.person.id) await table.give(key, person, other.person.id);
  }
  const isKnown = other.person.accounts.length > 0 || other.person.logins.length > 0;
  if (isKnown && !(await table.empty(other.person.id, other.edition))) return undefined;
  for (const { login } of person.logins) {
    const owner = owners.get(loginKey(login));
    if (owner?.person !== other.person.id) continue;
    if ((await table.claim(loginKey(login), person.id, owner)) === undefined) return undefined;
  }
  return person;
}

/** The login with the generation that it gets; none if it is somebody else's by now. */
function takenLogin(held: HeldLogin, { id }: KnownPerson, owners: Owners): readonly HeldLogin[] {
  const owner = owners.get(loginKey(held.login));
  return owner?.person === id ? [{ ...held, generation: (owner.generation ?? 0) + 1 }] : [];
}

/** An earlier try counted on a login that somebody else has taken since. */
function withoutLost(first: KnownPerson, second: KnownPerson, owners: Owners): KnownPerson {
  const isLost = ({ login, generation }: HeldLogin) => {
    const { person, generation: present = 0 } = owners.get(loginKey(login)) ?? {};
    return person !== undefined && person !== first.id && person !== second.id && generation >= present;
  };
  return { ...first, logins: first.logins.filter((held) => !isLost(held)) };
}

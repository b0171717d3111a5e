/** Gives people the logins that their accounts have, one person each. */
import { foldLogin } from '../login.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameOf } from './account-username.ts';
import type { HeldLogin, KnownPerson, SourceAccount } from './known-person.ts';
import { isJustGiven, loginKey, type Owner, type Owners } from './owner-key.ts';
import type { PeopleStore } from './people-table.ts';
import { lastEndOf, presenceOf } from './presence.ts';
import { isCounting, type SourceOrder } from './ranked-accounts.ts';

/** Why an event about a person finds no login. */
export type NoLogin = 'no-username' | 'bad-username' | 'too-many-logins';

/** Every decision is sent to each of them. */
const maxLogins = 10;

export interface PersonWithLogins {
  readonly person: KnownPerson;
  /** Why one of the accounts has no login, or why its login is not the person's. */
  readonly problem?: NoLogin | 'login-conflict' | undefined;
}

/**
 * The person with the logins of the accounts. A login that they had before stays theirs: Zuora may still know them by it.
 *
 * @param owners as they were read; others are read here
 * @param now milliseconds since the epoch
 * @returns undefined if somebody else took a login meanwhile, or is about to be written with it
 */
export async function withLogins(
  table: PeopleStore,
  policy: Policy,
  { person, accounts }: { readonly person: KnownPerson; readonly accounts: readonly SourceAccount[] },
  owners: Owners,
  now: number,
): Promise<PersonWithLogins | undefined> {
  const { sources } = policy;
  // A source that only reports gives no further login to somebody who has one: decisions would go there too.
  const naming = accounts.filter(({ source }) => person.logins.length === 0 || isCounting(source, sources));
  const names = naming.map((account) => usernameOf(policy, account));
  let named = person;
  for (const name of names) {
    if ('missing' in name) continue;
    const held = heldBy(named, name.login);
    // The owners were read before another account of theirs claimed the same login just now.
    const isClaimed = held !== undefined && !person.logins.includes(held);
    if (isClaimed || (held !== undefined && isTheirs(held, named, owners))) continue;
    if (held === undefined && named.logins.length >= maxLogins) return { person: named, problem: 'too-many-logins' };
    const claimed = await claim(table, named, name.login, { owners, order: sources, now });
    // Somebody who is not active needs no further login: they have access by those that they hold.
    if (claimed === 'conflict' && named.logins.length > 0 && lastEndOf(named, sources) !== undefined) continue;
    if (claimed === 'conflict') return { person: named, problem: 'login-conflict' };
    if (claimed === undefined) return undefined;
    const others = named.logins.filter((login) => login !== held);
    named = { ...named, logins: [...others, claimed] };
  }
  const problem = names.map((name) => ('missing' in name ? name.missing : undefined)).find((missing) => missing);
  return { person: named, problem: named.logins.length > 0 ? undefined : problem };
}

/**
 * The generation is raised for the same person too: who was forgotten begins anew with the first revision.
 *
 * @returns the login with its generation, or that another person keeps it; undefined if somebody takes it just now
 */
async function claim(
  table: PeopleStore,
  person: KnownPerson,
  login: string,
  { owners, order, now }: { readonly owners: Owners; readonly order: SourceOrder; readonly now: number },
): Promise<HeldLogin | 'conflict' | undefined> {
  const key = loginKey(login);
  const owner = (owners.has(key) ? owners : await table.owners([key])).get(key);
  const former = await formerHolder(table, person.id, owner, login);
  // An operator's command writes the person with the login first.
  const isOthers = owner !== undefined && owner.person !== person.id && heldBy(person, login) === undefined;
  if (isOthers && former === undefined && isJustGiven(owner, now)) return undefined;
  const isHolder = former !== undefined && keepsLogin(former, order);
  // Of whom only sources speak that do not count, nothing was decided. They keep no login from anybody.
  const leftAt = former && (isHolder ? presenceOf(former, order).leftAt : lastEndOf(former));
  // Nobody takes a login over from somebody who has not left: who is suspended may come back to it.
  if (isHolder && leftAt === undefined) return 'conflict';
  // Whoever claimed it last may have been left unwritten by a crash, this person too.
  const isLast = leftAt !== undefined && leftAt > (owner?.leftBefore ?? '');
  const before = isLast ? { former: former?.id, leftBefore: leftAt } : owner;
  const generation = await table.claim(key, person.id, owner, before);
  const { leftBefore } = before ?? {};
  return generation === undefined ? undefined : { login, generation, ...(leftBefore !== undefined && { leftBefore }) };
}

/** Whether a source speaks of the person that counts. */
function keepsLogin({ accounts }: KnownPerson, order: SourceOrder): boolean {
  return accounts.some(({ source }) => isCounting(source, order));
}

/** Whether nobody could take a login over from the person at the time, RFC 3339, even if they have left since. */
export function keepsLoginAt(person: KnownPerson, time: string, order: SourceOrder): boolean {
  const { leftAt } = presenceOf(person, order);
  return keepsLogin(person, order) && (leftAt === undefined || leftAt > time);
}

/** Another person who has the login until now. */
async function formerHolder(
  table: PeopleStore,
  id: string,
  owner: Owner | undefined,
  login: string,
): Promise<KnownPerson | undefined> {
  if (owner === undefined || owner.person === id) return undefined;
  const { person } = (await table.read(owner.person)) ?? {};
  return person && heldBy(person, login) && person;
}

/** The login in any spelling, if the person has or had it. */
export function heldBy({ logins }: Pick<KnownPerson, 'logins'>, login: string): HeldLogin | undefined {
  return logins.find((held) => foldLogin(held.login) === foldLogin(login));
}

/** Whether the person took one of the names over from somebody who had it at the time, RFC 3339, and has left since. */
export function tookOverSince(person: Pick<KnownPerson, 'logins'>, names: readonly string[], time: string): boolean {
  return names.some((name) => time <= (heldBy(person, name)?.leftBefore ?? ''));
}

/** Whether nobody has taken the login over since, as far as its owner was read. */
function isTheirs({ login, generation }: HeldLogin, { id }: KnownPerson, owners: Owners): boolean {
  const key = loginKey(login);
  const owner = owners.get(key);
  return !owners.has(key) || (owner?.person === id && owner.generation === generation);
}

/** The linked account may know that its former person has left. So a first decision that gives nothing is sent too. */
export function withFirstDecision(person: KnownPerson): KnownPerson {
  const { logins, revision } = person;
  return revision === 0 && logins.some(({ generation }) => generation > 1) ? { ...person, revision: 1 } : person;
}

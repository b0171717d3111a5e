/** Finds which known person an event is about. */
import type { Person } from '../identity/person.ts';
import type { PersonReading } from '../identity/reading.ts';
import { foldLogin } from '../login.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername, type Username } from '../policy/username.ts';
import { sha256 } from '../sha256.ts';
import { usernameOf } from './account-username.ts';
import { isOutOfUse, type KnownPerson, type SourceAccount } from './known-person.ts';
import { keysIn } from './new-keys.ts';
import { accountKey, loginKey, type OwnerKey, type Owners } from './owner-key.ts';
import { accountsApartFrom, beforeRename, isOfOtherDirectory, keysOf } from './source-accounts.ts';

/** What a source said of a person in one event. */
export interface SourceReading {
  readonly reading: PersonReading;
  readonly source: string;
}

/** The same, with what the event has to find the person by. */
export interface Sighting extends SourceReading {
  /** By which Zuora would know the person. */
  readonly username: Username;
  /** The surest first; none for an event that names nobody. */
  readonly keys: readonly SightedKey[];
}

export interface SightedKey {
  readonly key: OwnerKey;
  /** A user name and a login can change hands. */
  readonly isSure: boolean;
  /** The attributes of the account that has it. */
  readonly person: Person;
}

/** @throws BadEvent if the username is present, but not readable */
export function sightingOf(policy: Policy, { reading, source }: SourceReading): Sighting {
  const username = findUsername(policy, reading.person, source);
  const keysIn = (one: Pick<PersonReading, 'person'>) => sightedKeys({ reading, source }, one);
  const keys = keysIn(reading);
  const replaced = (reading.replaces ?? []).flatMap((person) => keysIn({ person }));
  const former = formerKeysOf({ reading, source });
  const loginKeys =
    'missing' in username ? [] : [{ key: loginKey(username.login), isSure: false, person: reading.person }];
  // Without an id of its own, the account is found by its name.
  const [sure, others] = [keys.filter(({ isSure }) => isSure), keys.filter(({ isSure }) => !isSure)];
  // The account still has the name from before. The new one may be that of somebody who has left.
  const names = [...former, ...others, ...loginKeys];
  return { reading, source, username, keys: [...sure, ...(sure.length > 0 ? replaced : []), ...names] };
}

/** The keys of the account under the name that it had until now; none if the event is no rename. */
export function formerKeysOf({ reading, source }: SourceReading): readonly SightedKey[] {
  return reading.formerUserName === undefined ? [] : sightedKeys({ reading, source }, beforeRename(reading));
}

/** An account of which no directory is known has its keys without one. */
function sightedKeys(
  { reading: { publisher, directory }, source }: SourceReading,
  { person }: Pick<PersonReading, 'person'>,
): readonly SightedKey[] {
  const spaces = [
    { source, publisher, directory },
    { source, publisher },
  ];
  return [...keysOf({ person })].flatMap(([name, value]) => {
    const keys = new Set(spaces.map((space) => accountKey(space, name, value)));
    return [...keys].map((key) => ({ key, isSure: name !== 'userName', person }));
  });
}

/**
 * The id of a person about whom this is the first event.
 *
 * @param others who were found by the keys, and are somebody else: one of them may have this id already
 */
export function newPersonId([first]: readonly Pick<SightedKey, 'key'>[], others: readonly string[]): string {
  return sha256(['person', first?.key, ...new Set(others)]).slice(0, 32);
}

/**
 * Whether somebody who was found by an id or a number is the person of the event. Not if the account that has it is in use
 * with a surer key, which is another one: two accounts may share a number by mistake, and each directory has numbers of its
 * own. Of one name too, they are one person's.
 */
export function isTheirAccount(
  known: Pick<KnownPerson, 'accounts'>,
  { key, person }: SightedKey,
  sighting: Sighting,
): boolean {
  const { reading, source } = sighting;
  const apart = accountsApartFrom(known, { ...reading, person }, source);
  const holders = apart.filter((account) => keysIn({ accounts: [account] }).includes(key));
  const isOver = (account: SourceAccount) => isOutOfUse(account) && !isOfOtherDirectory(account, reading);
  return (holders.length > 0 ? holders : apart).every((account) => isOver(account) || hasName(account, sighting));
}

/** Whether the person has an account with the key that is not over or suspended. */
export function isInUseUnder(key: OwnerKey, { accounts }: Pick<KnownPerson, 'accounts'>): boolean {
  return accounts.some((account) => !isOutOfUse(account) && keysIn({ accounts: [account] }).includes(key));
}

/**
 * The ids of those whose login the events name, and who have every surer key that goes with it. Their user name or number may
 * lead to somebody else, who got it later. A rename is about the account that had the former name.
 */
export function loginHolders(
  all: readonly { readonly person: KnownPerson }[],
  sightings: readonly Sighting[],
  owners: Owners,
): ReadonlySet<string> {
  const holders = sightings.map(({ reading, username, keys }) => {
    if (reading.formerUserName !== undefined || 'missing' in username) return undefined;
    const holder = all.find(({ person }) => person.id === owners.get(loginKey(username.login))?.person);
    const known = holder === undefined ? [] : keysIn(holder.person);
    return keys.every(({ key, isSure }) => !isSure || known.includes(key)) ? holder?.person.id : undefined;
  });
  return new Set(holders.every((id) => id !== undefined) ? holders : []);
}

/** Whether somebody who was found by a user name or a login is the person of the event. */
export type Resemblance =
  | 'same'
  /** The name was theirs before. */
  | 'other'
  /** Both have the name now. */
  | 'conflict';

/**
 * In one source, another account of the same name is the same person's only if the first one is over, as after a rehire; or
 * if the policy says that somebody may have several engagements there. A name that somebody gave up before they left is not
 * theirs any more.
 */
export function resemblance(policy: Policy, known: Pick<KnownPerson, 'accounts'>, sighting: Sighting): Resemblance {
  const { reading, source } = sighting;
  const apart = accountsApartFrom(known, reading, source).filter((account) => !isOfOtherDirectory(account, reading));
  if (apart.length === 0) return 'same';
  const namesakes = apart.filter((account) => hasName(account, sighting));
  const present = namesakes.filter((account) => !isOutOfUse(account));
  if (present.length > 0) {
    return present.every((account) => isOtherEngagement(policy, account, sighting)) ? 'same' : 'conflict';
  }
  return namesakes.length > 0 && apart.every(isOutOfUse) ? 'same' : 'other';
}

/** Of one person, who has the same login in both. */
function isOtherEngagement(policy: Policy, account: SourceAccount, { source, username }: Sighting): boolean {
  const own = usernameOf(policy, account);
  if (policy.severalEngagements?.includes(source) !== true || 'missing' in own || 'missing' in username) return false;
  return foldLogin(own.login) === foldLogin(username.login);
}

function hasName({ facts }: SourceAccount, { reading, username }: Sighting): boolean {
  const login = 'missing' in username ? undefined : username.login;
  const names = [reading.person['userName'], login].filter((name) => typeof name === 'string').map(foldLogin);
  return [...facts.values()].some(({ value }) => typeof value === 'string' && names.includes(foldLogin(value)));
}

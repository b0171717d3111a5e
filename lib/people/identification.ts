/** Finds which known person an event is about. */
import type { PersonReading } from '../identity/reading.ts';
import { foldLogin } from '../login.ts';
import type { Policy } from '../policy/policy.ts';
import { findUsername, type Username } from '../policy/username.ts';
import { sha256 } from '../sha256.ts';
import { usernameOf } from './account-username.ts';
import { isOutOfUse, type KnownPerson, type SourceAccount } from './known-person.ts';
import { accountKey, loginKey, type OwnerKey } from './owner-key.ts';
import { accountsApartFrom, beforeRename, keysOf } from './source-accounts.ts';

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

interface SightedKey {
  readonly key: OwnerKey;
  /** A user name and a login can change hands. */
  readonly isSure: boolean;
}

/** @throws BadEvent if the username is present, but not readable */
export function sightingOf(policy: Policy, { reading, source }: SourceReading): Sighting {
  const username = findUsername(policy, reading.person, source);
  const keysIn = (one: Pick<PersonReading, 'person'>) => sightedKeys({ reading, source }, one);
  const keys = keysIn(reading);
  const replaced = (reading.replaces ?? []).flatMap((person) => keysIn({ person }));
  const former = formerKeysOf({ reading, source });
  const loginKeys = 'missing' in username ? [] : [{ key: loginKey(username.login), isSure: false }];
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

function sightedKeys({ reading, source }: SourceReading, one: Pick<PersonReading, 'person'>): readonly SightedKey[] {
  return [...keysOf(one)].map(([name, value]) => ({
    key: accountKey(source, reading.publisher, name, value),
    isSure: name !== 'userName',
  }));
}

/**
 * The id of a person about whom this is the first event.
 *
 * @param others who were found by the keys, and are somebody else: one of them may have this id already
 */
export function newPersonId([first]: readonly SightedKey[], others: readonly string[]): string {
  return sha256(['person', first?.key, ...new Set(others)]).slice(0, 32);
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
  const apart = accountsApartFrom(known, sighting.reading, sighting.source);
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

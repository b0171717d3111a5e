/** Tells which of the people that are known an event is about. */
import type { PersonReading } from '../identity/reading.ts';
import { foldLogin } from '../login.ts';
import { sha256 } from '../sha256.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';
import { accountKey, loginKey, type OwnerKey } from './people-table.ts';
import { accountsApartFrom, keysOf } from './source-accounts.ts';

/** The place of an event: which account of which source it is about, and by which login Zuora would know the person. */
export interface Sighting {
  readonly reading: Pick<PersonReading, 'person' | 'publisher'>;
  readonly source: string;
  /** Undefined if the event has none. */
  readonly login: string | undefined;
}

interface SightedKey {
  readonly key: OwnerKey;
  /** A user name and a login can change hands. */
  readonly isSure: boolean;
}

/** By which the event may find the person, the surest first; none for an event that names nobody. */
export function keysOfSighting({ reading, source, login }: Sighting): readonly SightedKey[] {
  const keys = [...keysOf(reading)].map(([name, value]) => ({
    key: accountKey(source, reading.publisher, name, value),
    isSure: name !== 'userName',
  }));
  return [...keys, ...(login === undefined ? [] : [{ key: loginKey(login), isSure: false }])];
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
 * In one source, another account of the same name is the same person's only if the first one is over, as after a rehire. A
 * name that somebody gave up before they left is not theirs any more.
 */
export function resemblance(known: Pick<KnownPerson, 'accounts'>, sighting: Sighting): Resemblance {
  const apart = accountsApartFrom(known, sighting.reading, sighting.source);
  if (apart.length === 0) return 'same';
  const namesakes = apart.filter((account) => hasName(account, sighting));
  if (!namesakes.every(isOver)) return 'conflict';
  return namesakes.length > 0 && apart.every(isOver) ? 'same' : 'other';
}

function isOver({ state }: SourceAccount): boolean {
  return state?.is === 'left';
}

function hasName({ facts }: SourceAccount, { reading, login }: Sighting): boolean {
  const names = [reading.person['userName'], login].filter((name) => typeof name === 'string').map(foldLogin);
  return [...facts.values()].some(({ value }) => typeof value === 'string' && names.includes(foldLogin(value)));
}

/** Finds the people of an event by their keys. */
import type { Policy } from '../policy/policy.ts';
import { type GroupEnds, groupEndsOf, groupKeysSaid } from './group-ends.ts';
import { keepsLoginAt, tookOverSince } from './held-logins.ts';
import {
  isInUseUnder,
  isTheirAccount,
  loginHolders,
  newPersonId,
  type Resemblance,
  resemblance,
  type SightedKey,
  type Sighting,
} from './identification.ts';
import { type KnownPerson, unknownPerson } from './known-person.ts';
import { type Merge, mergedWith, mergeOf } from './merging.ts';
import { isJustGiven, type Owners } from './owner-key.ts';
import type { PeopleStore } from './people-table.ts';
import { saidAtOf } from './source-accounts.ts';
import type { StoredPerson } from './stored-person.ts';
import { usableFacts } from './usable-facts.ts';

/** Without an edition, nothing is stored. */
export type Found = Pick<StoredPerson, 'person' | 'due'> & { readonly edition: number | undefined };

/** Whom events are about. */
export interface Recognised {
  /** What is known of them, and of the people who turn out to be the same. */
  readonly before: KnownPerson;
  readonly merge: Merge<Found>;
  /** Of the keys of the events. */
  readonly owners: Owners;
  /** Of the groups that the events name. */
  readonly groupEnds: GroupEnds;
}

/** Why an event finds nobody. */
type Unrecognised =
  /** Another account of the source has the name. */
  | 'conflict'
  /** Another event has just given a name to somebody, and has yet to write who it is. */
  | 'busy';

interface Finding {
  /** The ids of people who turned out to be this one before. */
  readonly absorbed: ReadonlySet<string>;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

export async function recognise(
  table: PeopleStore,
  policy: Policy,
  sightings: readonly Sighting[],
  finding: Finding,
): Promise<Recognised | Unrecognised> {
  const keys = sightings.flatMap((sighting) => sighting.keys);
  const usable = usableFacts(policy);
  const { owners, groups } = await table.ownersAndGroups(
    keys.map(({ key }) => key),
    sightings.flatMap(({ reading, source }) => groupKeysSaid(reading, source, usable)),
  );
  const all = await findPeople(table, policy, sightings, owners, finding);
  if (typeof all === 'string') return all;
  const others = [...owners.values()].flatMap((owner) => owner?.person ?? []);
  const known = mergeOf(all, loginHolders(all, sightings, owners));
  if (known && isNameTaken(policy, { all, known }, sightings, owners)) return 'conflict';
  const merge = known ?? { found: unstored(newPersonId(keys, others)), absorbed: [] };
  const before = merge.absorbed.reduce(
    (person, other) => mergedWith(person, other.person, sightings),
    merge.found.person,
  );
  return { before, merge, owners, groupEnds: groupEndsOf(groups) };
}

/** Whom the keys name, and who can be the person of the event; the surest first. */
async function findPeople(
  table: PeopleStore,
  policy: Policy,
  sightings: readonly Sighting[],
  owners: Owners,
  { absorbed, now }: Finding,
): Promise<readonly Found[] | Unrecognised> {
  const found = new Map<string, Found>();
  for (const sighting of sightings) {
    for (const sighted of sighting.keys) {
      const { key, isSure } = sighted;
      const owner = owners.get(key);
      if (owner === undefined || found.has(owner.person)) continue;
      const { person: id, former } = owner;
      const stored = await table.read(id);
      const isSurest = isSure && found.size === 0;
      const sharing = stored && isSurest ? await sharingInUse(table, stored, former, sighted, sighting) : undefined;
      if (sharing !== undefined) {
        found.set(sharing.person.id, sharing);
        continue;
      }
      const before = stored && !isSure ? await formerlyNamed(table, stored, former, sighted, sighting) : undefined;
      if (before !== undefined) {
        found.set(before.person.id, before);
        continue;
      }
      // By a name alone it is not known whether it is of this account. Who was left unwritten is still found by their own.
      if (stored === undefined && !isSure && id !== ownId(sightings)) {
        if (isJustGiven(owner, now)) return 'busy';
        continue;
      }
      const like = stored === undefined ? 'same' : likeness(policy, stored.person, sighted, sighting);
      if (like === 'conflict' && found.size === 0) return 'conflict';
      if (like === 'same') found.set(id, stored ?? unstored(id));
    }
  }
  for (const id of absorbed) {
    const stored = found.has(id) ? undefined : await table.read(id);
    if (stored !== undefined) found.set(id, stored);
  }
  return [...found.values()];
}

/**
 * Two people may share a number by mistake. Without a surer key, it is that of the account in use.
 *
 * @param former the id of the person whose the key was before
 * @returns undefined if it is that of its present owner
 */
async function sharingInUse(
  table: PeopleStore,
  owner: Found,
  former: string | undefined,
  sighted: SightedKey,
  sighting: Sighting,
): Promise<Found | undefined> {
  if (former === undefined || isInUseUnder(sighted.key, owner.person)) return undefined;
  const other = await table.read(former);
  const isOther = other && isInUseUnder(sighted.key, other.person) && isTheirAccount(other.person, sighted, sighting);
  return isOther ? other : undefined;
}

/**
 * A late event may be about somebody who has left, and whose name another person has by now.
 *
 * @param former the id of the person whose the name was before
 * @returns undefined if it is about the person who has the name now
 */
async function formerlyNamed(
  table: PeopleStore,
  owner: Found,
  former: string | undefined,
  { person }: SightedKey,
  { reading, username }: Sighting,
): Promise<Found | undefined> {
  if (former === undefined) return undefined;
  const login = 'missing' in username || reading.formerUserName !== undefined ? undefined : username.login;
  const names = [person['userName'], login].filter((name) => typeof name === 'string');
  if (!tookOverSince(owner.person, names, saidAtOf(reading))) return undefined;
  const other = await table.read(former);
  return other && other.person.accounts.length > 0 ? other : undefined;
}

function likeness(policy: Policy, known: KnownPerson, sighted: SightedKey, sighting: Sighting): Resemblance {
  if (!sighted.isSure) return resemblance(policy, known, sighting);
  return isTheirAccount(known, sighted, sighting) ? 'same' : 'other';
}

/**
 * Whether the new name of an account that is renamed was still another person's, or an account had it that was renamed again
 * since. Only an operator can tell whether they are one: nothing is learnt, and so no later event under the name is taken for
 * the renamed account's.
 */
function isNameTaken(
  { sources }: Policy,
  { all, known }: { readonly all: readonly Found[]; readonly known: Merge<Found> },
  sightings: readonly Sighting[],
  owners: Owners,
): boolean {
  const others = all.filter((one) => one !== known.found && !known.absorbed.includes(one));
  return sightings.some(({ reading, username, keys }) => {
    if (reading.formerUserName === undefined || 'missing' in username) return false;
    const holders = keys.filter(({ person }) => person === reading.person).map(({ key }) => owners.get(key)?.person);
    return others.some(({ person }) => holders.includes(person.id) && keepsLoginAt(person, reading.time, sources));
  });
}

/** Of somebody whom an event with the same surest key has begun to write, where its names were nobody's. */
function ownId(sightings: readonly Sighting[]): string {
  return newPersonId(
    sightings.flatMap(({ keys }) => keys),
    [],
  );
}

/** Somebody of whom nothing is stored. */
export function unstored(id: string): Found {
  return { person: unknownPerson(id), edition: undefined };
}

/** Finds the people of an event by their keys. */
import { resemblance, type Sighting } from './identification.ts';
import { unknownPerson } from './known-person.ts';
import type { Owners } from './owner-key.ts';
import type { PeopleStore } from './people-table.ts';
import type { StoredPerson } from './stored-person.ts';

/** Without an edition, nothing is stored. */
export type Found = Pick<StoredPerson, 'person' | 'due'> & { readonly edition: number | undefined };

/** Whom the keys name, and who can be the person of the event; the surest first. */
export async function findPeople(
  table: PeopleStore,
  sightings: readonly Sighting[],
  owners: Owners,
  absorbed: ReadonlySet<string>,
): Promise<readonly Found[] | 'conflict'> {
  const found = new Map<string, Found>();
  for (const sighting of sightings) {
    for (const { key, isSure } of sighting.keys) {
      const id = owners.get(key)?.person;
      if (id === undefined || found.has(id)) continue;
      const stored = (await table.read(id)) ?? unstored(id);
      const like = isSure ? 'same' : resemblance(stored.person, sighting);
      if (like === 'conflict' && found.size === 0) return 'conflict';
      if (like === 'same') found.set(id, stored);
    }
  }
  for (const id of absorbed) {
    const stored = found.has(id) ? undefined : await table.read(id);
    if (stored !== undefined) found.set(id, stored);
  }
  return [...found.values()];
}

/** Somebody of whom nothing is stored. */
export function unstored(id: string): Found {
  return { person: unknownPerson(id), edition: undefined };
}

/** Stands in for the table of people in a dry run: it remembers what would be written, and writes nothing. */
import type { GroupKey } from '../../../lib/people/known-group.ts';
import { type KnownPerson, unknownPerson } from '../../../lib/people/known-person.ts';
import type { FormerOwner, Owner, OwnerKey, Owners } from '../../../lib/people/owner-key.ts';
import type { OwnersAndGroups, PeopleStore } from '../../../lib/people/people-table.ts';
import type { StoredPerson } from '../../../lib/people/stored-person.ts';

export class PretendedPeople implements PeopleStore {
  readonly #table: PeopleStore;
  readonly #owners = new Map<OwnerKey, Owner>();
  readonly #people = new Map<string, StoredPerson>();
  readonly #now: () => number;

  constructor(table: PeopleStore, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  async owners(keys: readonly OwnerKey[]): Promise<Owners> {
    return this.#withOwn(await this.#table.owners(keys));
  }

  async ownersAndGroups(keys: readonly OwnerKey[], groups: readonly GroupKey[]): Promise<OwnersAndGroups> {
    const known = await this.#table.ownersAndGroups(keys, groups);
    return { ...known, owners: this.#withOwn(known.owners) };
  }

  #withOwn(owners: Owners): Owners {
    return new Map([...owners].map(([key, owner]) => [key, this.#owners.get(key) ?? owner]));
  }

  async read(id: string): Promise<StoredPerson | undefined> {
    return this.#people.get(id) ?? this.#table.read(id);
  }

  async give(key: OwnerKey, { id }: Pick<KnownPerson, 'id'>, known = id): Promise<boolean> {
    const owner = this.#owners.get(key);
    if (owner !== undefined && ![known, id].includes(owner.person)) return false;
    this.#owners.set(key, { person: id, givenAt: this.#now() });
    return true;
  }

  async claim(
    key: OwnerKey,
    person: string,
    known: Owner | undefined,
    { former, leftBefore }: FormerOwner = known ?? {},
  ): Promise<number | undefined> {
    const owner = this.#owners.get(key);
    if (owner !== undefined && owner !== known) return undefined;
    const generation = (known?.generation ?? 0) + 1;
    this.#owners.set(key, { person, generation, givenAt: this.#now(), former, leftBefore });
    return generation;
  }

  async write(person: KnownPerson, edition: number | undefined): Promise<boolean> {
    const stored = this.#people.get(person.id);
    if (stored !== undefined && stored.edition !== edition) return false;
    this.#people.set(person.id, { person, edition: (edition ?? 0) + 1 });
    return true;
  }

  async empty(id: string, edition: number | undefined): Promise<boolean> {
    return this.write(unknownPerson(id), edition);
  }
}

/** Finds the two people whom an operator wants to merge. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import { type PeopleReader, readPerson } from './people-reader.ts';

export interface MergeablePeople {
  readonly first: KnownPerson;
  /** Undefined if both are one person already. Somebody without accounts is what a merge left that was cut off. */
  readonly second: KnownPerson | undefined;
}

/** @throws NotFound */
export async function readMergeable(
  reader: PeopleReader,
  stage: string,
  names: { readonly first: string; readonly second: string },
): Promise<MergeablePeople> {
  const { person: first } = await readPerson(reader, stage, names.first);
  const emptied = await readEmptied(reader, first, names.second);
  if (emptied !== undefined) return { first, second: emptied };
  const { person: second } = await readPerson(reader, stage, names.second);
  return { first, second: second.id === first.id ? undefined : second };
}

/** Somebody of whom a merge has left nothing, but to whom a login of the first still leads. */
async function readEmptied(reader: PeopleReader, first: KnownPerson, name: string): Promise<KnownPerson | undefined> {
  const id = await reader.idOf(name);
  const stored = id === undefined || id === first.id ? undefined : await reader.table.read(id);
  if (stored === undefined || stored.person.accounts.length > 0) return undefined;
  const owners = await reader.table.owners(first.logins.map(({ login }) => loginKey(login)));
  return [...owners.values()].some((owner) => owner?.person === id) ? stored.person : undefined;
}

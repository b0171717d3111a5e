/** Finds the two people whom an operator wants to merge. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import type { PeopleStore } from '../../lib/people/people-table.ts';
import { OperatorError } from '../errors.ts';
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
  return (await hasLoginOf(reader.table, first, stored.person)) ? stored.person : undefined;
}

/** Whether a login of the first leads to the second still. */
async function hasLoginOf(table: PeopleStore, first: KnownPerson, { id }: KnownPerson): Promise<boolean> {
  const owners = await table.owners(first.logins.map(({ login }) => loginKey(login)));
  return [...owners.values()].some((owner) => owner?.person === id);
}

/** @throws OperatorError if one of them has become somebody else since they were shown */
export async function requireMergeable(table: PeopleStore, first: KnownPerson, second: KnownPerson): Promise<void> {
  const isSecondThere = second.accounts.length > 0 || (await hasLoginOf(table, first, second));
  if (first.accounts.length > 0 && isSecondThere) return;
  throw new OperatorError(
    'One of them was merged with somebody else, or erased, in the meantime. Nothing was merged. Look again.',
  );
}

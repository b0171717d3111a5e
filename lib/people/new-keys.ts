/** Tells which keys of a person's accounts are to be given to them. */
import type { KnownPerson } from './known-person.ts';
import { accountKey, type OwnerKey, type Owners } from './owner-key.ts';
import { keysOfAccount } from './source-accounts.ts';

interface NewKeys {
  /** To be given before the person is stored. */
  readonly first: readonly OwnerKey[];
  /** Of people who turned out to be this one: to be given after. */
  readonly last: readonly OwnerKey[];
}

interface KeysToGive {
  readonly absorbed: readonly KnownPerson[];
  readonly owners: Owners;
  /** Of the accounts that the events rename. */
  readonly formerKeys: readonly OwnerKey[];
}

/**
 * Keys are kept as long as the person: all of them are given again when the person leaves, or is back. A leaver takes none
 * from somebody else, who may share a number with them and is still there.
 */
export function newKeys(
  before: KnownPerson,
  person: KnownPerson,
  { absorbed, owners, formerKeys }: KeysToGive,
): NewKeys {
  // Late events have the name from before a rename. Somebody else may have it by now.
  const keys = [...keysIn(person), ...formerKeys.filter((key) => owners.get(key) === undefined)];
  const known = new Set(keysIn(before));
  const absorbedIds = absorbed.map(({ id }) => id);
  const absorbedKeys = new Set(absorbed.flatMap(keysIn));
  const isAbsorbed = (key: OwnerKey) => absorbedKeys.has(key) || absorbedIds.includes(owners.get(key)?.person ?? '');
  const { hasLeft } = person.decided;
  const isOthers = (key: OwnerKey) => (owners.get(key)?.person ?? person.id) !== person.id;
  const isKeptAnew = (key: OwnerKey) => before.decided.hasLeft !== hasLeft && !(hasLeft && isOthers(key));
  // An earlier release gave no key of the directory.
  const isNobodys = (key: OwnerKey) => owners.has(key) && owners.get(key) === undefined;
  const isNew = (key: OwnerKey) =>
    isKeptAnew(key) || isNobodys(key) || (!known.has(key) && owners.get(key)?.person !== person.id);
  return { first: keys.filter((key) => isNew(key) && !isAbsorbed(key)), last: keys.filter(isAbsorbed) };
}

/** The keys of all accounts of a person. */
export function keysIn({ accounts }: Pick<KnownPerson, 'accounts'>): readonly OwnerKey[] {
  return accounts.flatMap((account) =>
    [...keysOfAccount(account)].map(([name, value]) => accountKey(account, name, value)),
  );
}

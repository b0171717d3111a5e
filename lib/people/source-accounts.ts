/** Finds the account of a person that an event is about. */
import type { Attribute } from '../identity/person.ts';
import type { PersonReading } from '../identity/reading.ts';
import { foldLogin } from '../login.ts';
import type { KnownPerson, SourceAccount } from './known-person.ts';

/** The attributes that tell one account of a source from another, the surest first. A user name can change hands. */
export const accountKeys = ['id', 'externalId', 'employeeNumber', 'userName'] as const;

type AccountKeys = ReadonlyMap<(typeof accountKeys)[number], string>;

/** The keys that an event has of its account. */
export function keysOf({ person }: Pick<PersonReading, 'person'>): AccountKeys {
  return keysIn((key) => (Object.hasOwn(person, key) ? person[key] : undefined));
}

function keysIn(read: (key: string) => Attribute | symbol | null | undefined): AccountKeys {
  return new Map(
    accountKeys.flatMap((key) => {
      const value = read(key);
      const isKey = typeof value === 'string' || typeof value === 'number';
      // Ids of some systems differ by case alone.
      return isKey && value !== ''
        ? [[key, key === 'userName' ? foldLogin(String(value)) : String(value)] as const]
        : [];
    }),
  );
}

type Named = Pick<PersonReading, 'person' | 'publisher'>;

/** The account of the event's source that has the event's surest key; else one that has none of its keys. */
export function accountOf(
  known: Pick<KnownPerson, 'accounts'>,
  reading: Named,
  source: string,
): SourceAccount | undefined {
  const compared = comparedWith(known, reading, source);
  const same = compared.find(({ isSame }) => isSame) ?? compared.find(({ isSame }) => isSame === undefined);
  return same?.account;
}

/** The accounts that the person has in the event's source beside the one of the event; none if that one is known. */
export function accountsApartFrom(
  known: Pick<KnownPerson, 'accounts'>,
  reading: Named,
  source: string,
): readonly SourceAccount[] {
  const compared = comparedWith(known, reading, source);
  return compared.every(({ isSame }) => isSame === false) ? compared.map(({ account }) => account) : [];
}

function comparedWith({ accounts }: Pick<KnownPerson, 'accounts'>, reading: Named, source: string) {
  const keys = keysOf(reading);
  return accounts
    .filter((account) => account.source === source && account.publisher === reading.publisher)
    .map((account) => ({ account, isSame: compare(keys, keysOfAccount(account)) }));
}

/** The keys that an account has now. */
export function keysOfAccount({ facts }: SourceAccount): AccountKeys {
  return keysIn((key) => facts.get(key)?.value);
}

/** @returns undefined if the two have no key in common */
function compare(one: AccountKeys, other: AccountKeys): boolean | undefined {
  const shared = accountKeys.find((key) => one.has(key) && other.has(key));
  return shared === undefined ? undefined : one.get(shared) === other.get(shared);
}

export function newAccount(source: string, publisher: string | undefined): SourceAccount {
  return { source, ...(publisher !== undefined && { publisher }), facts: new Map(), lists: new Map() };
}

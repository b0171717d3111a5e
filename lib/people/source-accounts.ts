/** Finds the account of a person that an event is about. */
import { lastMomentOf } from '../identity/calendar-day.ts';
import { grantTime } from '../identity/event-time.ts';
import { endsEverything } from '../identity/identity-change.ts';
import type { Attribute } from '../identity/person.ts';
import type { PersonReading } from '../identity/reading.ts';
import { foldLogin } from '../login.ts';
import { isOutOfUse, type KnownPerson, type SourceAccount, stateOf } from './known-person.ts';
import { earlier } from './statement-times.ts';

/** The attributes that tell one account of a source from another, the surest first. A user name can change hands. */
export const accountKeys = ['id', 'externalId', 'employeeNumber', 'userName'] as const;

type AccountKeys = ReadonlyMap<(typeof accountKeys)[number], string>;

/** The keys that an event has of its account. */
export function keysOf({ person }: Pick<PersonReading, 'person'>): AccountKeys {
  return keysIn((key) => (Object.hasOwn(person, key) ? person[key] : undefined));
}

/** The same account under the name that it had before the event. */
export function beforeRename({
  person,
  formerUserName = '',
}: Pick<PersonReading, 'person' | 'formerUserName'>): Pick<PersonReading, 'person'> {
  return { person: { ...person, userName: formerUserName } };
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

/** The same without a user name, as attributes. */
export function sureKeysOf(reading: Pick<PersonReading, 'person'>): Readonly<Record<string, string>> {
  return Object.fromEntries([...keysOf(reading)].filter(([key]) => key !== 'userName'));
}

type AccountReading = Pick<
  PersonReading,
  'person' | 'publisher' | 'directory' | 'time' | 'effectiveAt' | 'formerUserName'
>;

/**
 * The account of the event's source that has the event's surest key; else one that has none of its keys. Of several, one
 * that was not over at the time: a name without an id is that of the present account.
 */
export function accountOf(
  known: Pick<KnownPerson, 'accounts'>,
  reading: AccountReading,
  source: string,
): SourceAccount | undefined {
  const compared = comparedWith(known, reading, source);
  const alike = [true, undefined].map((wanted) => compared.filter(({ isSame }) => isSame === wanted));
  const [same] = alike.filter((some) => some.length > 0);
  return (same?.find(({ account }) => !wasOver(account, reading)) ?? same?.[0])?.account;
}

/** The account of the event's source that has the event's surest key. */
export function accountNamed(
  known: Pick<KnownPerson, 'accounts'>,
  reading: AccountReading,
  source: string,
): SourceAccount | undefined {
  return comparedWith(known, reading, source).find(({ isSame }) => isSame)?.account;
}

function wasOver(account: SourceAccount, reading: AccountReading): boolean {
  return isOutOfUse(account) && (stateOf(account)?.saidAt ?? '') < saidAtOf(reading);
}

/** When what an event says begins to count. */
export function saidAtOf({ time, effectiveAt }: Pick<PersonReading, 'time' | 'effectiveAt'>): string {
  return effectiveAt ?? time;
}

/** When what an event says besides the end of access begins to count. */
export function grantedAtOf({ effectiveAt, ...said }: Pick<PersonReading, 'time' | 'sentAt' | 'effectiveAt'>): string {
  return effectiveAt ?? grantTime(said);
}

/** From when on it was so, as the source says: maybe long before anybody said it. */
export function sinceOf(reading: Pick<PersonReading, 'change' | 'time' | 'effectiveAt' | 'effective'>): string {
  // Access lasts until the end of the last day.
  const { change, effective } = reading;
  const saidAt = saidAtOf(reading);
  if (effective === undefined) return saidAt;
  return earlier(saidAt, endsEverything(change) ? lastMomentOf(effective) : effective.from);
}

/** The accounts that the person has in the event's source beside the one of the event; none if that one is known. */
export function accountsApartFrom(
  known: Pick<KnownPerson, 'accounts'>,
  reading: AccountReading,
  source: string,
): readonly SourceAccount[] {
  const compared = comparedWith(known, reading, source);
  return compared.every(({ isSame }) => isSame === false) ? compared.map(({ account }) => account) : [];
}

/** An account without a known directory may be in any. */
export function isOfOtherDirectory(
  { directory }: Pick<SourceAccount, 'directory'>,
  reading: Pick<PersonReading, 'directory'>,
): boolean {
  return directory !== undefined && reading.directory !== undefined && directory !== reading.directory;
}

function comparedWith({ accounts }: Pick<KnownPerson, 'accounts'>, reading: AccountReading, source: string) {
  const keys = keysOf(reading);
  const formerKeys = reading.formerUserName === undefined ? [] : [keysOf(beforeRename(reading))];
  return accounts
    .filter((account) => account.source === source && account.publisher === reading.publisher)
    .map((account) => {
      if (isOfOtherDirectory(account, reading)) return { account, isSame: false };
      const [isSame, wasSame] = [keys, ...formerKeys].map((some) => compare(some, account, saidAtOf(reading)));
      return { account, isSame: wasSame === true || isSame };
    });
}

/** The keys that an account has now. */
export function keysOfAccount({ facts }: SourceAccount): AccountKeys {
  return keysIn((key) => facts.get(key)?.value);
}

/** @returns undefined if the two have no key in common, or if the account may have had the event's user name before */
function compare(keys: AccountKeys, account: SourceAccount, time: string): boolean | undefined {
  const accountKeysNow = keysOfAccount(account);
  const shared = accountKeys.find((key) => keys.has(key) && accountKeysNow.has(key));
  if (shared === undefined) return undefined;
  if (keys.get(shared) === accountKeysNow.get(shared)) return true;
  const { since = '' } = account.facts.get(shared) ?? {};
  return shared === 'userName' && since > time ? undefined : false;
}

export function newAccount(source: string, publisher: string | undefined): SourceAccount {
  return { source, ...(publisher !== undefined && { publisher }), facts: new Map(), lists: new Map() };
}

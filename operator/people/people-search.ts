/** Finds people by a part of their name, login or account: those of whom a source told, and other linked accounts. */
import pMap, { pMapSkip } from 'p-map';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { foldLogin } from '../../lib/login.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { AccountReader } from '../accounts/account-reader.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Session } from '../stack/session.ts';
import type { Stack } from '../stack/stack.ts';
import { PeopleReader } from './people-reader.ts';
import { readHeldAccount } from './remaining-access.ts';

/** Somebody that matches. At least one of both is known. */
export interface FoundPerson {
  readonly person?: KnownPerson | undefined;
  /** Of the newest of their logins that has one, and that nobody else has by now. */
  readonly linked?: LinkedAccount | undefined;
}

export interface FoundPeople {
  /** By login. */
  readonly found: readonly FoundPerson[];
  /** Whether nobody else matches. */
  readonly isAll: boolean;
}

/** What of a session searches. */
interface SearchSession extends Pick<Session, 'interruption'> {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'people' | 'accounts'>;
}

/** Accounts or people that are looked up at once. */
const concurrency = 8;

/**
 * Reads both tables, until enough match. Each is cut in an order of its own. So whose an account is, and which account a
 * person has, is looked up.
 *
 * @param text matches in any case; everybody matches an empty one
 * @param max people at most
 * @returns undefined when interrupted
 */
export async function findPeople(session: SearchSession, text: string, max: number): Promise<FoundPeople | undefined> {
  const { aws, stack, interruption } = session;
  const readers = {
    people: new PeopleReader(aws.dynamodb, stack.people),
    accounts: new AccountReader(aws.dynamodb, stack.accounts),
  };
  const wanted = foldLogin(text.trim());
  const isWanted = (person: KnownPerson) => person.accounts.length > 0 && isPerson(person, wanted);
  const people = await firstOf(readers.people.pages(), isWanted, max, interruption);
  if (interruption.aborted) return undefined;
  const isWantedAccount = ({ login, id }: LinkedAccount) => has(login, wanted) || id === wanted;
  const accounts = await firstOf(readers.accounts.pages(), isWantedAccount, max, interruption);
  const lookUp = (found: readonly FoundPerson[], look: (readers: Readers, one: FoundPerson) => Promise<FoundPerson>) =>
    pMap(found.toSorted(byName).slice(0, max), (one) => (interruption.aborted ? pMapSkip : look(readers, one)), {
      concurrency,
    });
  const linked = accounts.items.map((account) => ({ linked: account }));
  const all = onceEach([...people.items.map((person) => ({ person })), ...(await lookUp(linked, withOwner))]);
  const found = await lookUp(all, withAccount);
  if (interruption.aborted) return undefined;
  return { found, isAll: people.isAll && accounts.isAll && all.length <= max };
}

interface Readers {
  readonly people: PeopleReader;
  readonly accounts: AccountReader;
}

/** The person who has the login of an account now; the account itself if no source told of one. */
async function withOwner({ people }: Readers, found: FoundPerson): Promise<FoundPerson> {
  const owner = await people.read(loginOf(found));
  return owner === undefined ? found : { person: owner.person };
}

async function withAccount({ people, accounts }: Readers, found: FoundPerson): Promise<FoundPerson> {
  const { person } = found;
  if (person === undefined) return found;
  const held = await Promise.all(person.logins.map(({ login }) => readHeldAccount(people, accounts, person, login)));
  return { person, linked: held.findLast((linked) => linked !== undefined) };
}

/** A person with several accounts is listed once. */
function onceEach(found: readonly FoundPerson[]): readonly FoundPerson[] {
  return [...new Map(found.map((one) => [one.person?.id ?? loginOf(one), one])).values()];
}

function isPerson({ id, logins, accounts }: KnownPerson, wanted: string): boolean {
  if (id === wanted || logins.some(({ login }) => has(login, wanted))) return true;
  const values = accounts.flatMap(({ facts }) => [...facts.values()].map(({ value }) => value));
  return values.flat().some((value) => typeof value === 'string' && has(value, wanted));
}

function has(text: string, wanted: string): boolean {
  return foldLogin(text).includes(wanted);
}

/** Reads pages until so many items match, and one more. */
async function firstOf<Item>(
  pages: AsyncGenerator<readonly Item[]>,
  matches: (item: Item) => boolean,
  max: number,
  interruption: AbortSignal,
): Promise<{ readonly items: readonly Item[]; readonly isAll: boolean }> {
  const items: Item[] = [];
  for await (const page of pages) {
    items.push(...page.filter(matches));
    if (items.length > max || interruption.aborted) return { items, isAll: false };
  }
  return { items, isAll: true };
}

function byName(one: FoundPerson, other: FoundPerson): number {
  return loginOf(one) < loginOf(other) ? -1 : 1;
}

/** The newest login; the id of somebody without one. */
export function loginOf({ person, linked }: FoundPerson): string {
  return person?.logins.at(-1)?.login ?? linked?.login ?? person?.id ?? '';
}

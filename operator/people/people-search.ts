/** Finds people by a part of their name, login or account: those of whom a source told, and other linked accounts. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { foldLogin } from '../../lib/login.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { AccountReader } from '../accounts/account-reader.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Session } from '../stack/session.ts';
import type { Stack } from '../stack/stack.ts';
import { PeopleReader } from './people-reader.ts';

/** Somebody that matches. At least one of both is known. */
export interface FoundPerson {
  readonly person?: KnownPerson | undefined;
  /** Of their newest login, if it matches. */
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

/**
 * Reads both tables, until enough match.
 *
 * @param text matches in any case; everybody matches an empty one
 * @param max people at most
 * @returns undefined when interrupted
 */
export async function findPeople(session: SearchSession, text: string, max: number): Promise<FoundPeople | undefined> {
  const { aws, stack } = session;
  const wanted = foldLogin(text.trim());
  const people = await firstOf(
    new PeopleReader(aws.dynamodb, stack.people).pages(),
    (person) => person.accounts.length > 0 && isPerson(person, wanted),
    max,
    session.interruption,
  );
  const accounts = await firstOf(
    new AccountReader(aws.dynamodb, stack.accounts).pages(),
    ({ login, id }) => has(login, wanted) || id === wanted,
    max,
    session.interruption,
  );
  if (session.interruption.aborted) return undefined;
  const byLogin = new Map(accounts.items.map((linked) => [foldLogin(linked.login), linked]));
  const found: FoundPerson[] = people.items.map((person) => ({ person, linked: takeLinked(byLogin, person) }));
  const all = [...found, ...[...byLogin.values()].map((linked) => ({ linked }))].toSorted(byName);
  return { found: all.slice(0, max), isAll: people.isAll && accounts.isAll && all.length <= max };
}

/** Nobody is listed twice. */
function takeLinked(byLogin: Map<string, LinkedAccount>, { logins }: KnownPerson): LinkedAccount | undefined {
  const linked = logins.flatMap(({ login }) => byLogin.get(foldLogin(login)) ?? []);
  for (const { login } of logins) byLogin.delete(foldLogin(login));
  return linked.at(-1);
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

/** Everybody whom a source says has left, or has suspended, and who still has access, or may have it. */
import pMap from 'p-map';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { AccountReader } from '../accounts/account-reader.ts';
import type { EntityHolder } from '../accounts/entity-holders.ts';
import type { Session } from '../stack/session.ts';
import type { Stack } from '../stack/stack.ts';
import { type Leaving, leavingOf } from './leaving.ts';
import { PeopleReader, type PeopleSession } from './people-reader.ts';
import { readHeldAccount, remainingAccess } from './remaining-access.ts';

/** A login of somebody who has left, or is suspended, with the access that remains. */
export interface Leaver extends Leaving {
  /** The person's id. */
  readonly person: string;
  /** The linked account's id in the audit log. */
  readonly account: string;
  readonly username: string;
  /** By entity, at least one. */
  readonly access: readonly EntityHolder[];
}

export interface Leavers {
  /** Who left first comes first. */
  readonly leavers: readonly Leaver[];
  /** The people who have left, or are suspended, with access or without. */
  readonly left: number;
}

/** Logins whose accounts are read at once. */
const concurrency = 8;

/** What of a session reads people and accounts. */
export interface LeaversSession extends PeopleSession, Pick<Session, 'now'> {
  readonly stack: Pick<Stack, 'people' | 'accounts'>;
}

export interface Search {
  /** The policy's order of sources, if a policy was found. */
  readonly order?: SourceOrder;
  /** Called after each page with the numbers of people read, and of those who left or are suspended. */
  readonly onRead: (people: number, left: number) => void;
}

/** @returns undefined when interrupted */
export async function readLeavers(session: LeaversSession, search: Search): Promise<Leavers | undefined> {
  const at = session.now();
  const found = await visitLeavers(session, search, async ({ person, leaving }, linked) => {
    const access = remainingAccess(linked, person.decided.home, at);
    if (access.length === 0) return [];
    return [{ ...leaving, person: person.id, account: linked.id, username: linked.login, access }];
  });
  return found && { leavers: found.visited.toSorted(byLeaving), left: found.left };
}

interface Visits<Found> {
  readonly visited: readonly Found[];
  /** The people who have left, or are suspended. */
  readonly left: number;
}

/**
 * Reads everybody who has left, or is suspended, with each linked account that is theirs still.
 *
 * @returns undefined when interrupted
 */
export async function visitLeavers<Found>(
  { aws, stack, interruption }: LeaversSession,
  { order, onRead }: Search,
  visit: (left: LeftPerson, linked: LinkedAccount) => Promise<readonly Found[]>,
): Promise<Visits<Found> | undefined> {
  const reader = new PeopleReader(aws.dynamodb, stack.people);
  const accounts = new AccountReader(aws.dynamodb, stack.accounts);
  const visited: Found[] = [];
  const progress = { read: 0, left: 0 };
  const ofLogin = async ({ login, ...one }: HeldByLeaver): Promise<readonly Found[]> => {
    const linked = await readHeldAccount(reader, accounts, one.person, login);
    return linked === undefined ? [] : visit(one, linked);
  };
  for await (const people of reader.pages()) {
    const left = people.flatMap((person) => whoLeft(person, order));
    visited.push(...(await pMap(left.flatMap(heldByLeaver), ofLogin, { concurrency })).flat());
    progress.read += people.length;
    progress.left += left.length;
    onRead(progress.read, progress.left);
    if (interruption.aborted) return undefined;
  }
  return { visited, left: progress.left };
}

export interface LeftPerson {
  readonly person: KnownPerson;
  readonly leaving: Leaving;
}

interface HeldByLeaver extends LeftPerson {
  readonly login: string;
}

function whoLeft(person: KnownPerson, order: SourceOrder): readonly LeftPerson[] {
  const leaving = leavingOf(person, order);
  return leaving ? [{ person, leaving }] : [];
}

function heldByLeaver(left: LeftPerson): readonly HeldByLeaver[] {
  return left.person.logins.map(({ login }) => ({ ...left, login }));
}

function byLeaving(one: Leaver, other: Leaver): number {
  return Date.parse(one.since) - Date.parse(other.since) || (one.username < other.username ? -1 : 1);
}

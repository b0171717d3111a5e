/** Erases what is known of somebody who has left. */
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { type KnownPerson, stateOf } from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import type { StoredPerson } from '../../lib/people/stored-person.ts';
import { AccountReader } from '../accounts/account-reader.ts';
import type { EntityHolder } from '../accounts/entity-holders.ts';
import { OperatorError } from '../errors.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';
import { erase } from './erasure.ts';
import { type Leaving, leavingOf } from './leaving.ts';
import { PeopleReader, readPerson } from './people-reader.ts';
import { readHeldAccount, remainingAccess } from './remaining-access.ts';

/** What of a session reads and erases people. */
interface PeopleSession {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'stage' | 'accounts' | 'people'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface ForgettablePerson {
  readonly stored: StoredPerson;
  readonly leaving: Leaving;
  /** The linked accounts of the logins that are theirs still. They stay. */
  readonly accounts: readonly Pick<LinkedAccount, 'id' | 'login'>[];
  /** Access that may be left. Without the person nobody is told that it should end. */
  readonly access: readonly EntityHolder[];
}

/**
 * @param order the policy's order of sources, if a policy was found
 * @throws NotFound, or OperatorError for somebody who has not left
 */
export async function readForgettable(
  { aws, stack, now }: PeopleSession,
  login: string,
  order?: SourceOrder,
): Promise<ForgettablePerson> {
  const reader = new PeopleReader(aws.dynamodb, stack.people);
  const stored = await readPerson(reader, stack.stage, login);
  const { person } = stored;
  const leaving = requireLeaving(person, login, order);
  const accounts = new AccountReader(aws.dynamodb, stack.accounts);
  const linked: LinkedAccount[] = [];
  for (const held of person.logins) {
    const account = await readHeldAccount(reader, accounts, person, held.login);
    if (account !== undefined) linked.push(account);
  }
  const at = now();
  return {
    ...{ stored, leaving, accounts: linked },
    access: linked.flatMap((account) => remainingAccess(account, person.decided.home, at)),
  };
}

/**
 * Erases the person as they were read.
 *
 * @throws OperatorError if an event has told more of them since
 */
export async function forgetPerson({ aws, stack }: PeopleSession, { stored }: ForgettablePerson): Promise<void> {
  const reader = new PeopleReader(aws.dynamodb, stack.people);
  const keys = await reader.keysOf(stored.person);
  if (await erase({ client: aws.dynamodb, name: stack.people, table: reader.table }, stored, keys)) return;
  throw new OperatorError('An event has told more of the person in the meantime. Nothing was erased. Try again.');
}

/** @throws OperatorError */
function requireLeaving(person: KnownPerson, login: string, order: SourceOrder): Leaving {
  const leaving = leavingOf(person, order);
  if (leaving?.is === 'suspended') {
    throw new OperatorError(
      `${login} is suspended. Their requests count again when they are back, so nothing was erased. If they have left, send identity.user.left.v1 about them first.`,
    );
  }
  if (leaving === undefined) {
    throw new OperatorError(
      `No source that counts says that ${login} has left. What is known of somebody active decides about their access, so nothing was erased.`,
    );
  }
  // The policy in use may have another order than the one that was found, or none was found.
  const active = leaving.isOnlyReported && person.accounts.find((account) => stateOf(account)?.is === 'active');
  if (active) {
    throw new OperatorError(
      `${active.source} says that ${login} is active, and their access was not ended. What is known of somebody active decides about their access, so nothing was erased. If they have left, let ${active.source} say so first.`,
    );
  }
  return leaving;
}

/** The people of a merge or of its contrary, and the linked accounts of their logins. */
import type { KnownPerson, SourceAccount } from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { keysOfAccount } from '../../lib/people/source-accounts.ts';
import type { LoginAccount } from '../../operator/people/login-accounts.ts';
import { describeKnownState } from '../../operator/people/person-words.ts';
import { formatFacts, formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxCellLength = 200;

/**
 * What an operator looks at before they confirm.
 *
 * @param order the policy's order of sources
 */
export function describePerson(person: KnownPerson, order: SourceOrder): string {
  return formatFacts({
    Person: person.id,
    Logins: clip(person.logins.map(({ login }) => login).join(', ') || 'none', maxCellLength),
    State: describeKnownState(person, order),
    Accounts: person.accounts.map(describeSourceAccount).join('; ') || 'none',
  });
}

/** Such as `okta (00u1, ada@example.com), left`. */
export function describeSourceAccount(account: SourceAccount): string {
  const { source, publisher, state } = account;
  const keys = [...keysOfAccount(account).values()].join(', ') || 'no id';
  const of = publisher === undefined ? '' : ` of ${publisher}`;
  return clip(`${source}${of} (${keys})${state?.is === 'left' ? ', left' : ''}`, maxCellLength);
}

/** @param width of the terminal in characters, if there is one */
export function loginAccountTable(accounts: readonly LoginAccount[], width: number | undefined): string {
  const rows = accounts.map(({ login, account = 'none yet' }) => [clip(login, maxCellLength), account]);
  return formatTable(['LOGIN', 'LINKED ACCOUNT'], rows, width);
}

export function toLoginAccountsJson(accounts: readonly LoginAccount[]): object {
  return accounts.map(({ login, account = null }) => ({ login, account }));
}

/** The linked account in Zuora of each login of a person. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { AccountReader } from '../accounts/account-reader.ts';

export interface LoginAccount {
  readonly login: string;
  /** The id in the audit log; undefined if no event was about the login. */
  readonly account: string | undefined;
}

export async function readLoginAccounts(
  accounts: AccountReader,
  { logins }: Pick<KnownPerson, 'logins'>,
): Promise<readonly LoginAccount[]> {
  return Promise.all(logins.map(async ({ login }) => ({ login, account: (await accounts.read(login))?.id })));
}

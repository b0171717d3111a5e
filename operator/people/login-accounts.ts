/** The linked account in Zuora of each login of a person. */
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { AccountReader } from '../accounts/account-reader.ts';
import type { PeopleReader } from './people-reader.ts';

export interface LoginAccount {
  readonly login: string;
  /** The id in the audit log; undefined if no event was about the login. */
  readonly account: string | undefined;
}

/** Without the logins that somebody else has by now. */
export async function readLoginAccounts(
  people: PeopleReader,
  accounts: AccountReader,
  person: KnownPerson,
): Promise<readonly LoginAccount[]> {
  const found = person.logins.map(async ({ login }): Promise<readonly LoginAccount[]> => {
    if (!(await people.isTheirs(person, login))) return [];
    return [{ login, account: (await accounts.read(login))?.id }];
  });
  return (await Promise.all(found)).flat();
}

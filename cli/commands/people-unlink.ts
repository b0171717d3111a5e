/** `people unlink`: takes one account of a source out of a person. */
import type { Policy } from '../../lib/policy/policy.ts';
import { AccountReader } from '../../operator/accounts/account-reader.ts';
import { type AccountChoice, choiceOf, chooseAccount } from '../../operator/people/account-choice.ts';
import { loginOfAccount } from '../../operator/people/account-login.ts';
import { readLoginAccounts } from '../../operator/people/login-accounts.ts';
import { openPeople } from '../../operator/people/open-people.ts';
import { readPerson } from '../../operator/people/people-reader.ts';
import { unlinkAccount } from '../../operator/people/unlinking.ts';
import type { Session } from '../../operator/stack/session.ts';
import {
  describePerson,
  describeSourceAccount,
  loginAccountTable,
  toLoginAccountsJson,
} from '../reports/merge-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';

export interface PeopleUnlinkOptions {
  readonly yes?: true;
  readonly json?: true;
}

/** Which account of whom. */
export interface Unlinking {
  /** A login or an id. */
  readonly name: string;
  readonly choice: AccountChoice;
  readonly policy: Policy;
}

/**
 * @returns the exit code
 * @throws NotFound, or OperatorError
 */
export async function unlink(
  session: Session,
  { name, choice, policy }: Unlinking,
  { yes, json }: PeopleUnlinkOptions,
): Promise<number> {
  const { aws, stack, interruption } = session;
  const reader = await openPeople(session);
  const { person } = await readPerson(reader, stack.stage, name);
  const account = chooseAccount(person, choice);
  loginOfAccount(policy, person, account);
  console.error(describePerson(person, policy.sources));
  if (!yes && !(await confirm(`Unlink ${describeSourceAccount(account)}?`, interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  const people = await unlinkAccount(reader.table, policy, { personId: person.id, choice: choiceOf(account) });
  const accounts = await readLoginAccounts(reader, new AccountReader(aws.dynamodb, stack.accounts), people.parted);
  const { id } = people.parted;
  console.log(json ? toJson({ person: person.id, unlinked: id, logins: toLoginAccountsJson(accounts) }) : id);
  if (accounts.length > 0) console.error(loginAccountTable(accounts, process.stderr.columns));
  console.error('Unlinked. The service decides anew about both within a minute.');
  return 0;
}

/** `people merge`: makes one person of two. */
import { AccountReader } from '../../operator/accounts/account-reader.ts';
import { readLoginAccounts } from '../../operator/people/login-accounts.ts';
import { readMergeable } from '../../operator/people/mergeable.ts';
import { mergePeople, requireNoConflict } from '../../operator/people/merging.ts';
import { openPeople } from '../../operator/people/open-people.ts';
import { findPolicy } from '../../operator/policy/found-policy.ts';
import { printable } from '../../operator/printable.ts';
import type { Session } from '../../operator/stack/session.ts';
import { describePerson, loginAccountTable, toLoginAccountsJson } from '../reports/merge-report.ts';
import { confirm } from '../terminal/confirmation.ts';
import { toJson } from '../terminal/text.ts';

export interface PeopleMergeOptions {
  readonly force?: true;
  readonly yes?: true;
  readonly json?: true;
}

/**
 * @param names of the two, each a login or an id
 * @returns the exit code
 * @throws NotFound, or OperatorError
 */
export async function merge(
  session: Session,
  names: { readonly first: string; readonly second: string },
  { force, yes, json }: PeopleMergeOptions,
): Promise<number> {
  const { aws, stack, interruption } = session;
  const reader = await openPeople(session);
  const { first, second } = await readMergeable(reader, stack.stage, names);
  let person = first;
  if (second === undefined) console.error('Both are one person already.');
  else {
    const order = (await findPolicy(stack.stage))?.sources;
    console.error(`${describePerson(first, order)}\n\n${describePerson(second, order)}`);
    if (!force) requireNoConflict(first, second);
    const question = `Make one person of ${printable(names.first)} and ${printable(names.second)}?`;
    if (!yes && !(await confirm(question, interruption))) {
      console.error('Nothing was done.');
      return 1;
    }
    person = await mergePeople(reader.table, { first: first.id, second: second.id, isForced: force === true });
  }
  const accounts = await readLoginAccounts(reader, new AccountReader(aws.dynamodb, stack.accounts), person);
  console.log(json ? toJson({ person: person.id, logins: toLoginAccountsJson(accounts) }) : person.id);
  console.error(`${loginAccountTable(accounts, process.stderr.columns)}\n${effectOf(second !== undefined)}`);
  return 0;
}

function effectOf(isMerged: boolean): string {
  const effect = 'The service decides anew about the person within a minute.';
  return isMerged ? `Merged. ${effect}` : effect;
}

/**
 * The accounts of the other logins of one Zuora user. A source renames the user, and for weeks nobody knows by which login
 * Zuora knows them, and publishers call them by either. So what is said under one login holds under all of them.
 */

import { userIdentity } from '../ledger/user-item.ts';
import type { OtherLogin } from './account.ts';
import { hasTooManyAssignments } from './account-bound.ts';
import type { LinkedAccount } from './account-item.ts';
import type { AccountTable } from './account-table.ts';
import { withOpenChanges } from './cut-off.ts';
import { joinedReasons, type Reasoned, withoutOver, withoutRequests } from './joined-reasons.ts';

/** As the newest decision names them. Somebody who has left has no access, and their logins may go to others. */
export function otherLoginsOf({ account: { decision } }: LinkedAccount): readonly OtherLogin[] {
  return decision === undefined || decision.hasLeft ? [] : (decision.otherLogins ?? []);
}

export class OtherLogins {
  readonly #table: AccountTable;

  constructor(table: AccountTable) {
    this.#table = table;
  }

  /**
   * The account with the reasons that were given under its other logins.
   *
   * @param others the logins
   * @throws ServiceError `newer-record`
   */
  async joined(linked: LinkedAccount, others: readonly OtherLogin[], now: number): Promise<LinkedAccount> {
    const read = await Promise.all(others.map(({ login }) => this.#table.read(userIdentity(login))));
    return others.reduce((all, other, index) => joinedWith(all, read[index], other, now), linked);
  }

  /**
   * Has each of the other accounts looked at, if there is one, where something that is open says more than a decision. The
   * attempt that opened it may have been cut off before it did so.
   */
  async tell(linked: LinkedAccount, open: LinkedAccount['openChanges']): Promise<void> {
    const isSaid = [...open.values()].some(({ change: { kind } }) => kind !== 'decide' && kind !== 'look');
    const others = isSaid ? otherLoginsOf(linked) : [];
    await Promise.all(others.map(({ login }) => this.#table.wake(userIdentity(login))));
  }
}

function joinedWith(
  linked: LinkedAccount,
  item: LinkedAccount | undefined,
  { generation, leftAt }: OtherLogin,
  now: number,
): LinkedAccount {
  const other = item && withOpenChanges(item);
  const { decision } = other?.account ?? {};
  // Somebody else has the login by now.
  if (other === undefined || (decision !== undefined && decision.generation > generation)) return linked;
  const said: Reasoned = { account: withoutOver(other.account, leftAt), firstLookAt: other.firstLookAt };
  const joined = joinedReasons(linked, said);
  // Two accounts may have more than one has room for. What is left out lets nobody in.
  const account = hasTooManyAssignments(joined, now)
    ? joinedReasons(linked, { ...said, account: withoutRequests(said.account) })
    : joined;
  const firstLookAt = Math.min(linked.othersFirstLookAt ?? Infinity, other.firstLookAt ?? Infinity);
  return { ...linked, account, ...(firstLookAt < Infinity && { othersFirstLookAt: firstLookAt }) };
}

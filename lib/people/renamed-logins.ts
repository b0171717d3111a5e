/**
 * Which logins of a person are of one user in Zuora. A source renames an account, and Zuora renames the user, maybe weeks
 * later: both logins are the user's. Any other two logins of a person are two users.
 */
import { isDeepStrictEqual } from 'node:util';
import { foldLogin } from '../login.ts';
import type { Policy } from '../policy/policy.ts';
import { usernameOf } from './account-username.ts';
import { type HeldLogin, isOutOfUse, type KnownPerson, type SourceAccount } from './known-person.ts';
import { isCounting } from './ranked-accounts.ts';

interface Rename {
  readonly account: SourceAccount;
  /** Undefined for an account that is new, or had no login. */
  readonly from: string | undefined;
  readonly to: string;
}

/**
 * The logins with what events have renamed. What an operator has linked otherwise is none of it.
 *
 * @param before as they were stored
 * @param after with the logins of the accounts
 */
export function withRenames(policy: Policy, before: KnownPerson, after: KnownPerson): KnownPerson {
  const logins = renamesIn(policy, before, after).reduce(
    (all, rename) => withRename(all, rename, isOneOfTwo(policy, after, rename) ? [] : before.logins),
    after.logins,
  );
  return logins === after.logins ? after : { ...after, logins };
}

/** Accounts stay in their places, and new ones come last. A source that only reports names nobody. */
function renamesIn(policy: Policy, before: KnownPerson, { accounts }: KnownPerson): readonly Rename[] {
  return accounts.flatMap((account, index) => {
    const known = before.accounts[index];
    if (known === account || !isCounting(account.source, policy.sources)) return [];
    const [from, to] = [known && loginOf(policy, known), loginOf(policy, account)];
    return to === undefined || (from !== undefined && isSame(from, to)) ? [] : [{ account, from, to }];
  });
}

function loginOf(policy: Policy, account: SourceAccount): string | undefined {
  const username = usernameOf(policy, account);
  return 'missing' in username ? undefined : username.login;
}

/** Whether the source has another account by the former login, which may be another user. */
function isOneOfTwo(policy: Policy, { accounts }: KnownPerson, { account, from = '' }: Rename): boolean {
  const { source, publisher } = account;
  const others = accounts.filter((one) => one !== account && one.source === source && one.publisher === publisher);
  return others.some((one) => !isOutOfUse(one) && isSame(loginOf(policy, one) ?? '', from));
}

/**
 * A login that somebody has used before may be another user's, unless it is of the same chain. The login that an account has
 * now is nobody's former one.
 *
 * @param before the logins that the person had before, if the rename can be of one user
 */
function withRename(
  logins: readonly HeldLogin[],
  { from, to }: Rename,
  before: readonly HeldLogin[],
): readonly HeldLogin[] {
  const former = from === undefined ? undefined : formerIn(before, from);
  const isNew = !before.some(({ login }) => isSame(login, to));
  const isOfOne = former && (isNew || chainOf(logins, former.login).some(({ login }) => isSame(login, to)));
  return logins.map((held) => {
    if (isSame(held.login, to)) return withoutRename(held);
    return isOfOne && isSame(held.login, former.login) ? { ...held, renamedTo: to } : held;
  });
}

/** While somebody else had the former login, the account was known by the one before. */
function formerIn(logins: readonly HeldLogin[], from: string): HeldLogin | undefined {
  const held = logins.find(({ login }) => isSame(login, from));
  return held ?? logins.find(({ renamedTo }) => renamedTo !== undefined && isSame(renamedTo, from));
}

function withoutRename(held: HeldLogin): HeldLogin {
  const { renamedTo, ...others } = held;
  return renamedTo === undefined ? held : others;
}

/** The other logins of the user who has or had this one. */
export function chainOf(logins: readonly HeldLogin[], login: string): readonly HeldLogin[] {
  if (logins.every(({ renamedTo }) => renamedTo === undefined)) return [];
  const found = new Set([foldLogin(login)]);
  // A rename leads from each to the next one, so all are found after as many rounds.
  for (const _ of logins) {
    for (const { login: one, renamedTo } of logins) {
      if (renamedTo === undefined) continue;
      const [name, next] = [foldLogin(one), foldLogin(renamedTo)];
      if (found.has(name) || found.has(next)) found.add(name).add(next);
    }
  }
  return logins.filter((held) => !isSame(held.login, login) && found.has(foldLogin(held.login)));
}

/**
 * A person whose revision tells that the decisions name other logins of a user than before: one revision of a decision never
 * says two things.
 *
 * @param before as they were stored
 */
export function withRevisedChains(before: KnownPerson, after: KnownPerson): KnownPerson {
  if (after.revision === 0 || after.revision !== before.revision) return after;
  return isDeepStrictEqual(chainsOf(before), chainsOf(after)) ? after : { ...after, revision: after.revision + 1 };
}

function chainsOf({ logins }: KnownPerson): unknown {
  const chains = logins.map(({ login }) => ({ login: foldLogin(login), others: chainOf(logins, login).map(namedIn) }));
  return chains.filter(({ others }) => others.length > 0);
}

/** What a decision says of a login. */
function namedIn({ login, generation, leftBefore }: HeldLogin) {
  return { login: foldLogin(login), generation, leftBefore };
}

/** Two people have two users, whatever a source that renamed one of them has called it. */
export function withoutRenamesOutside(logins: readonly HeldLogin[]): readonly HeldLogin[] {
  const isTheirs = (name: string) => logins.some(({ login }) => isSame(login, name));
  return logins.map((held) => (held.renamedTo === undefined || isTheirs(held.renamedTo) ? held : withoutRename(held)));
}

function isSame(one: string, other: string): boolean {
  return foldLogin(one) === foldLogin(other);
}

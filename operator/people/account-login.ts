/** Tells which login goes with an account that leaves a person. */
import { foldLogin } from '../../lib/login.ts';
import { usernameOf } from '../../lib/people/account-username.ts';
import { heldBy } from '../../lib/people/held-logins.ts';
import { resemblance, type Sighting, sightingOf } from '../../lib/people/identification.ts';
import type { HeldLogin, KnownPerson, SourceAccount } from '../../lib/people/known-person.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { OperatorError } from '../errors.ts';

/**
 * The login that goes with an account: the one that it names, and no other account of theirs.
 *
 * @throws OperatorError if the next event would link the account again
 */
export function loginOfAccount(policy: Policy, person: KnownPerson, account: SourceAccount): HeldLogin | undefined {
  const name = usernameOf(policy, account);
  const held = 'missing' in name ? undefined : heldBy(person, name.login);
  if (held === undefined) return undefined;
  const others = person.accounts.filter((one) => one !== account);
  const isShared = others.some((one) => {
    const other = usernameOf(policy, one);
    return !('missing' in other) && foldLogin(other.login) === foldLogin(held.login);
  });
  if (!isShared) return held;
  if (resemblance(policy, { accounts: others }, sightingOfAccount(policy, account)) === 'same') {
    throw new OperatorError(
      `Another account of the person has the login ${held.login} too, so the next event would link them again. Nothing was unlinked. Change the username in one of the sources first.`,
    );
  }
  return undefined;
}

/** What the source would say of the account next. */
function sightingOfAccount(policy: Policy, { source, publisher, directory, facts }: SourceAccount): Sighting {
  const values = [...facts].flatMap(([name, { value }]) => (value === null ? [] : [[name, value] as const]));
  const time =
    [...facts.values()]
      .map(({ saidAt }) => saidAt)
      .toSorted()
      .at(-1) ?? '';
  const reading = {
    ...({ kind: 'person', change: 'changed', groups: [], id: '', audit: {} } as const),
    ...{ person: Object.fromEntries(values), time },
    ...(publisher !== undefined && { publisher }),
    ...(directory !== undefined && { directory }),
  };
  return sightingOf(policy, { reading, source });
}

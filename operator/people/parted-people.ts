/** What is known of a person without one of their accounts, and of the person who has that account. */
import { nothingDecided } from '../../lib/people/decided-access.ts';
import { accountsThatCount } from '../../lib/people/knowledge.ts';
import type {
  Fact,
  HeldLogin,
  KnownList,
  KnownPerson,
  Membership,
  SourceAccount,
} from '../../lib/people/known-person.ts';
import type { SourceOrder } from '../../lib/people/ranked-accounts.ts';
import { withoutRenamesOutside, withRevisedChains } from '../../lib/people/renamed-logins.ts';

interface Parting {
  /** The id of the new person. */
  readonly id: string;
  readonly account: SourceAccount;
  /** The login that goes with the account, as the new person gets it. */
  readonly login: HeldLogin | undefined;
  /** The attributes that tell accounts apart, or can hold the username: another account has its own. */
  readonly naming: ReadonlySet<string>;
  /** The policy's order of sources. */
  readonly sources: SourceOrder;
}

export interface PartedPeople {
  readonly remaining: KnownPerson;
  readonly parted: KnownPerson;
}

/**
 * What only the other one's accounts said is known to be absent from then on: else it would be unknown, and end nothing.
 * What was decided, and what waits for an operator, holds for both until the look that follows.
 */
export function partedPeople(person: KnownPerson, { id, account, login, naming, sources }: Parting): PartedPeople {
  const others = person.accounts.filter((one) => one !== account);
  const named = login && person.logins.find((held) => held.login === login.login);
  return {
    remaining: withRevisedChains(person, {
      ...person,
      accounts: withAbsent(others, { parted: [account], naming, sources }),
      logins: withoutRenamesOutside(person.logins.filter((held) => held !== named)),
    }),
    parted: {
      id,
      accounts: withAbsent([account], { parted: others, naming, sources }),
      logins: withoutRenamesOutside(login ? [login] : []),
      decided: login ? person.decided : nothingDecided,
      revision: login ? person.revision : 0,
      quarantined: person.quarantined,
    },
  };
}

/**
 * The first account that counts says it, as of the time at which the other one said the contrary. What only an account said
 * that does not count is unknown.
 */
function withAbsent(
  accounts: readonly SourceAccount[],
  { parted, naming, sources }: Pick<Parting, 'naming' | 'sources'> & { readonly parted: readonly SourceAccount[] },
): readonly SourceAccount[] {
  const counting = accountsThatCount(accounts, sources);
  const [speaker] = counting;
  if (speaker === undefined) return accounts;
  const facts = parted.flatMap((one) => [...one.facts]).filter(([name]) => !naming.has(name));
  const saidFacts = new Set(counting.flatMap((one) => [...one.facts.keys()]));
  const absent = facts.filter(([name, { value }]) => value !== null && !saidFacts.has(name)).map(withoutValue);
  const lists = parted.reduce((all, one) => withoutMembers(all, one.lists, counting), speaker.lists);
  const after = { ...speaker, facts: new Map([...speaker.facts, ...absent]), lists };
  return accounts.map((one) => (one === speaker ? after : one));
}

function withoutValue([name, { saidAt }]: readonly [string, Fact]): readonly [string, Fact] {
  return [name, { value: null, saidAt, since: saidAt }];
}

function withoutMembers(
  lists: SourceAccount['lists'],
  parted: SourceAccount['lists'],
  accounts: readonly SourceAccount[],
): SourceAccount['lists'] {
  const all = new Map(lists);
  for (const [list, { members }] of parted) {
    const said = new Set(accounts.flatMap((one) => [...(one.lists.get(list)?.members.keys() ?? [])]));
    const gone = [...members].filter(([name, { isMember }]) => isMember && !said.has(name)).map(withoutMember);
    if (gone.length > 0) all.set(list, withMembers(all.get(list), gone));
  }
  return all;
}

function withoutMember([name, { saidAt }]: readonly [string, Membership]): readonly [string, Membership] {
  return [name, { isMember: false, saidAt, since: saidAt }];
}

function withMembers(
  { members, ...whole }: KnownList = { members: new Map() },
  added: readonly (readonly [string, Membership])[],
): KnownList {
  return { members: new Map([...members, ...added]), ...whole };
}

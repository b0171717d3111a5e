/** Takes one account out of a person into a person of its own, while events about them may come. */
import { foldLogin } from '../../lib/login.ts';
import { toDecideAtOnce } from '../../lib/people/due-person.ts';
import { heldBy, usernameOf } from '../../lib/people/held-logins.ts';
import { newPersonId, resemblance, sightingOf } from '../../lib/people/identification.ts';
import type { HeldLogin, KnownPerson, SourceAccount } from '../../lib/people/known-person.ts';
import { mergedAccount } from '../../lib/people/merging.ts';
import { keysIn } from '../../lib/people/new-keys.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import type { PeopleStore } from '../../lib/people/people-table.ts';
import { keysOfAccount } from '../../lib/people/source-accounts.ts';
import { usableFacts } from '../../lib/people/usable-facts.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { isSameAccount } from './joined-person.ts';
import { type PartedPeople, partedPeople } from './parted-people.ts';

/** Which account of a person. */
export interface AccountChoice {
  /** The source's name. */
  readonly source: string;
  /** One of the source's keys of the account, if it has several of the person. */
  readonly key?: string | undefined;
}

/** @throws NotFound, or OperatorError if there are several, or no other account */
export function chooseAccount({ accounts }: KnownPerson, { source, key }: AccountChoice): SourceAccount {
  const ofSource = accounts.filter((account) => account.source === source);
  const chosen = key === undefined ? ofSource : ofSource.filter((account) => keyTexts(account).includes(key));
  const [account, ...others] = chosen;
  if (account === undefined) {
    const known = accounts.map((one) => `${one.source} (${keyTexts(one).join(', ')})`);
    throw new NotFound(`The person has no such account. Their accounts: ${known.join('; ')}.`);
  }
  if (others.length > 0) {
    const keys = chosen.map((one) => keyTexts(one)[0]);
    throw new OperatorError(`The person has ${chosen.length} accounts there. Give --account: ${keys.join(' or ')}.`);
  }
  if (accounts.length === 1) throw new OperatorError('The person has no other account, so nothing was unlinked.');
  return account;
}

function keyTexts(account: SourceAccount): readonly string[] {
  return [...keysOfAccount(account).values()];
}

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
  if (resemblance({ accounts: others }, sightingOfAccount(policy, account)) === 'same') {
    throw new OperatorError(
      `Another account of the person has the login ${held.login} too, so the next event would link them again. Nothing was unlinked. Change the username in one of the sources first.`,
    );
  }
  return undefined;
}

/** What the source would say of the account next. */
function sightingOfAccount(policy: Policy, { source, publisher, facts }: SourceAccount) {
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
  };
  return sightingOf(policy, { reading, source });
}

/** Events may write the same person, but not for ever. */
const maxTries = 10;

/**
 * The new person is stored first, then the keys of the account lead to them, then the person is stored without the account,
 * and the login comes last. A command that was cut off is run again; an event in between finds all that it needs.
 *
 * @throws NotFound, OperatorError
 */
export async function unlinkAccount(
  table: PeopleStore,
  policy: Policy,
  { personId, choice }: { readonly personId: string; readonly choice: AccountChoice },
): Promise<PartedPeople> {
  for (let tries = 0; tries < maxTries; tries += 1) {
    const done = await tryToUnlink(table, policy, personId, choice);
    if (done !== undefined) return done;
  }
  throw new OperatorError('Events about the same person are being worked on. Run the command again.');
}

async function tryToUnlink(
  table: PeopleStore,
  policy: Policy,
  personId: string,
  choice: AccountChoice,
): Promise<PartedPeople | undefined> {
  const stored = await table.read(personId);
  if (stored === undefined) throw new NotFound('Nothing is known of the person any more.');
  const { person, edition } = stored;
  const account = chooseAccount(person, choice);
  const keys = keysIn({ accounts: [account] });
  const held = loginOfAccount(policy, person, account);
  const owners = await table.owners([...keys, ...(held ? [loginKey(held.login)] : [])]);
  const owner = held && owners.get(loginKey(held.login));
  const isTheirs = owner !== undefined && owner.person === person.id;
  const login = held && isTheirs ? { ...held, generation: (owner.generation ?? 0) + 1 } : undefined;
  const target = await targetOf(table, person, account);
  const { naming } = usableFacts(policy);
  const { sources } = policy;
  const people = withKnown(partedPeople(person, { id: target.id, account, login, naming, sources }), target.known);
  if (!(await table.write(people.parted, target.edition, toDecideAtOnce))) return undefined;
  for (const key of keys) {
    if (owners.get(key)?.person === person.id) await table.give(key, people.parted, person.id);
  }
  if (!(await table.write(people.remaining, edition, toDecideAtOnce))) return undefined;
  if (login && (await table.claim(loginKey(login.login), target.id, owner)) === undefined) {
    throw new OperatorError(`An event has given the login ${login.login} to somebody else. The account is unlinked.`);
  }
  return people;
}

/** An event may have told more of whom an earlier try has made. */
function withKnown(people: PartedPeople, known: KnownPerson | undefined): PartedPeople {
  const [before, after] = [known?.accounts[0], people.parted.accounts[0]];
  if (known === undefined || before === undefined || after === undefined) return people;
  const { logins } = people.parted;
  const parted = { ...known, accounts: [mergedAccount(after, before)], ...(logins.length > 0 && { logins }) };
  return { ...people, parted };
}

/** A new person, one whom an earlier try has made, or one of whom nothing is left. */
async function targetOf(table: PeopleStore, person: KnownPerson, account: SourceAccount) {
  const keys = keysIn({ accounts: [account] }).map((key) => ({ key, isSure: true }));
  if (keys.length === 0) throw new OperatorError('The account has no id in its source, so no event would find it.');
  const others = [person.id];
  for (;;) {
    const id = newPersonId(keys, others);
    const stored = await table.read(id);
    const known = stored?.person.accounts ?? [];
    if (known.every((one) => isSameAccount(one, account)))
      return { id, edition: stored?.edition, known: stored?.person };
    others.push(id);
  }
}

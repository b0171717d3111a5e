/** Takes one account out of a person into a person of its own, while events about them may come. */
import { toDecideStill } from '../../lib/people/due-person.ts';
import { newPersonId } from '../../lib/people/identification.ts';
import type { KnownPerson, SourceAccount } from '../../lib/people/known-person.ts';
import { mergedAccount } from '../../lib/people/merging.ts';
import { keysIn } from '../../lib/people/new-keys.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import type { PeopleStore } from '../../lib/people/people-table.ts';
import { usableFacts } from '../../lib/people/usable-facts.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { NotFound, OperatorError } from '../errors.ts';
import { type AccountChoice, chooseAccount } from './account-choice.ts';
import { loginOfAccount } from './account-login.ts';
import { isSameAccount } from './joined-person.ts';
import { type PartedPeople, partedPeople } from './parted-people.ts';

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
  const { person, edition, due } = stored;
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
  if (!(await table.write(people.parted, target.edition, toDecideStill([due, target.due])))) return undefined;
  for (const key of keys) {
    if (owners.get(key)?.person === person.id) await table.give(key, people.parted, person.id);
  }
  if (!(await table.write(people.remaining, edition, toDecideStill([due])))) return undefined;
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
      return { id, edition: stored?.edition, known: stored?.person, due: stored?.due };
    others.push(id);
  }
}

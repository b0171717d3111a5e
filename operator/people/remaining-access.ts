/** The access of a person by their linked accounts, apart from the home entity. */
import { homeOf } from '../../lib/account/account.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { knownEntities } from '../../lib/account/known-entities.ts';
import { compactEntityId } from '../../lib/entity-id.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import type { AccountReader } from '../accounts/account-reader.ts';
import { type EntityHolder, holderOf, isHolding } from '../accounts/entity-holders.ts';
import type { PeopleReader } from './people-reader.ts';

/** @returns undefined if no event was about the login, or if somebody else has it by now */
export async function readHeldAccount(
  people: PeopleReader,
  accounts: AccountReader,
  person: KnownPerson,
  login: string,
): Promise<LinkedAccount | undefined> {
  return (await people.isTheirs(person, login)) ? accounts.read(login) : undefined;
}

/**
 * What they have, may have, or are to have, by entity. Zuora ends nobody's access to the home entity.
 *
 * @param home the id of the home entity as the policy says, if it has decided about the person
 * @param now milliseconds since the epoch
 */
export function remainingAccess(linked: LinkedAccount, home: string | undefined, now: number): readonly EntityHolder[] {
  const homes = [home, homeOf(linked.account)].filter((id) => id !== undefined).map(compactEntityId);
  const { unmanaged = new Map() } = linked;
  return [...new Set([...knownEntities(linked), ...unmanaged.keys()])]
    .filter((id) => !homes.includes(compactEntityId(id)))
    .toSorted()
    .map((id) => holderOf(linked, id, now))
    .filter((holder) => holder !== undefined)
    .filter(isHolding);
}

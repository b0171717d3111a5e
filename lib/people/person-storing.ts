/** Stores what was learnt of a person, with the keys of their accounts and with their logins. */
import { isDeepStrictEqual } from 'node:util';
import type { Policy } from '../policy/policy.ts';
import { type DuePerson, dueAfterDecision, dueSooner, dueWhileWaiting, toDecideStill } from './due-person.ts';
import { type PersonWithLogins, withFirstDecision, withLogins } from './held-logins.ts';
import { formerKeysOf, type SourceReading } from './identification.ts';
import type { KnownPerson } from './known-person.ts';
import type { Merge } from './merging.ts';
import { keysIn, newKeys } from './new-keys.ts';
import type { Occasion } from './occasion.ts';
import type { OwnerKey, Owners } from './owner-key.ts';
import { type Found, unstored } from './people-finding.ts';
import type { PeopleStore } from './people-table.ts';
import { withRenames, withRevisedChains } from './renamed-logins.ts';
import { accountOf } from './source-accounts.ts';
import { isSamePerson } from './stored-person.ts';

interface Decided {
  readonly person: KnownPerson;
  /** Undefined if nothing was decided. */
  readonly occasion?: Occasion | undefined;
}

export interface Stored extends PersonWithLogins {
  /** What it added to what was known. */
  readonly effect: 'new' | 'changed' | 'unchanged';
}

export class PersonStoring {
  readonly #table: PeopleStore;
  readonly #policy: Policy;
  readonly #now: () => number;

  constructor(table: PeopleStore, policy: Policy, now: () => number) {
    this.#table = table;
    this.#policy = policy;
    this.#now = now;
  }

  /**
   * The keys and the logins come first. A crash leaves them to a person without an item, who is found again by them. The
   * keys of an absorbed person lead to them until what is known of them is stored. An event that has found them
   * before, and writes them after, is noticed when they are emptied.
   *
   * @param owners of the keys, as they were read
   * @returns undefined if somebody else has written the person meanwhile
   */
  async store(
    { found, absorbed }: Merge<Found>,
    { person: after, occasion }: Decided,
    sightings: readonly SourceReading[],
    owners: Owners,
  ): Promise<Stored | undefined> {
    const { person: before, edition } = found;
    const accounts = new Set(sightings.flatMap(({ reading, source }) => accountOf(after, reading, source) ?? []));
    const naming = { person: after, accounts: [...accounts] };
    const named = await withLogins(this.#table, this.#policy, naming, owners, this.#now());
    if (named === undefined) return undefined;
    const { problem } = named;
    const renamed = withRenames(this.#policy, before, named.person);
    const person = withRevisedChains(before, occasion ? withFirstDecision(renamed) : renamed);
    const formerKeys = sightings.flatMap(formerKeysOf).map(({ key }) => key);
    const given = { absorbed: absorbed.map((one) => one.person), owners, formerKeys };
    const { first, last } = newKeys(before, person, given);
    if (!(await this.#give(first, person, { owners }))) return undefined;
    const due = this.#nextLook([found, ...absorbed], person, occasion);
    if (!isSamePerson(before, person) && !(await this.#table.write(person, edition, due))) return undefined;
    if (!(await this.#give(last, person, { owners, absorbed }))) return undefined;
    for (const one of absorbed) if (!(await this.#table.empty(one.person.id, one.edition))) return undefined;
    const isChanged = absorbed.length > 0 || !isSamePerson(before, person);
    const effect = edition === undefined ? 'new' : isChanged ? 'changed' : 'unchanged';
    return { person, problem, effect };
  }

  /**
   * Whoever is to be told of something is looked at later, in case it does not arrive; and so is who waits for an operator.
   * A look that is to decide anew still is: the event does not know why.
   *
   * @param stored the person, and those who turned out to be the same
   * @returns undefined if the looks to come stay as they are
   */
  #nextLook(stored: readonly Found[], person: KnownPerson, occasion: Occasion | undefined): DuePerson | undefined {
    const now = this.#now();
    const [{ person: before } = unstored(person.id)] = stored;
    const dues = stored.map(({ due }) => due);
    if (dues.some((due) => due?.isToDecide)) return { ...toDecideStill(dues), occasion };
    if (isToTell(before, person)) return dueAfterDecision(occasion, now);
    const waits = isWaitingAnew(before, person) ? dueWhileWaiting(person, now) : undefined;
    return waits && dueSooner(dues[0] ?? waits, waits);
  }

  /**
   * Gives the keys to the person, whosever they were: the source says so. A key that the event does not name stays with
   * somebody else who has it by now.
   *
   * @returns false if another event has given one of this event's keys to somebody else since it was read
   */
  async #give(
    keys: readonly OwnerKey[],
    person: KnownPerson,
    { owners, absorbed = [] }: { readonly owners: Owners; readonly absorbed?: readonly Found[] },
  ): Promise<boolean> {
    const given = await Promise.all(
      keys.map(async (key) => {
        const before = absorbed.find((one) => keysIn(one.person).includes(key));
        const isGiven = await this.#table.give(key, person, owners.get(key)?.person ?? before?.person.id);
        return isGiven || !owners.has(key);
      }),
    );
    return given.every(Boolean);
  }
}

/** Whether something else happens now without an event. */
function isWaitingAnew(before: KnownPerson, { quarantined, decided }: KnownPerson): boolean {
  return !isDeepStrictEqual([quarantined, decided.endsAt], [before.quarantined, before.decided.endsAt]);
}

/** Whether a linked account is to know something else, or another one is to know it. */
function isToTell(before: KnownPerson, { logins, revision }: KnownPerson): boolean {
  return revision > 0 && (revision !== before.revision || !isDeepStrictEqual(logins, before.logins));
}

/**
 * People in their table. They have four kinds of items there: a person, by id; the person of an account, by one of the keys
 * that its source has for it; the person of a login; and a group that was deleted or replaced, by its name or id.
 */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { LedgerTable } from '../ledger/ledger-table.ts';
import { type DuePerson, dueAttributes, toDecideAtOnce } from './due-person.ts';
import { GroupTable } from './group-table.ts';
import { type GroupKey, isGroupItem, type KnownGroup, knownGroupOf } from './known-group.ts';
import { type KnownPerson, unknownPerson } from './known-person.ts';
import {
  type FormerOwner,
  keyOf,
  type Owner,
  type OwnerKey,
  type Owners,
  ownerOf,
  personIdentity,
} from './owner-key.ts';
import { requireStorable } from './person-bound.ts';
import { personAttributes, type StoredPerson, storedPersonOf } from './stored-person.ts';

interface PeopleSettings {
  /** The table's name. */
  readonly people: string;
  /** How long somebody who has left is remembered; days. */
  readonly personRetentionDays: number;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

export interface OwnersAndGroups {
  readonly owners: Owners;
  /** Those of the keys that were deleted or replaced. */
  readonly groups: readonly KnownGroup[];
}

const day = 24 * 3_600_000;

/** What is read and written of people. */
export type PeopleStore = Pick<
  PeopleTable,
  'owners' | 'ownersAndGroups' | 'read' | 'give' | 'claim' | 'write' | 'empty'
>;

export class PeopleTable {
  readonly groups: GroupTable;
  readonly #client: Dynamodb;
  readonly #settings: PeopleSettings;
  readonly #now: () => number;
  readonly #items: LedgerTable;
  readonly #requireTime: () => void;

  /** @param requireTime throws if no time is left for another call */
  constructor(
    client: Dynamodb,
    settings: PeopleSettings,
    now: () => number,
    requireTime: () => void = () => undefined,
  ) {
    const { people: name, personRetentionDays, awsTimeout: timeout } = settings;
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
    this.#items = new LedgerTable(client, { name, retention: personRetentionDays * day, timeout }, now);
    this.#requireTime = requireTime;
    this.groups = new GroupTable(this.#items, requireTime);
  }

  /** The table for one message. */
  within(requireTime: () => void): PeopleTable {
    return new PeopleTable(this.#client, this.#settings, this.#now, requireTime);
  }

  /**
   * Whom each of the keys belongs to; undefined if to nobody.
   *
   * @throws ServiceError `unread` if DynamoDB left some out, `newer-record`
   */
  async owners(keys: readonly OwnerKey[]): Promise<Owners> {
    return (await this.ownersAndGroups(keys, [])).owners;
  }

  /**
   * The same, with what is known of groups, at no further request.
   *
   * @throws ServiceError `unread` if DynamoDB left some out, `newer-record`
   */
  async ownersAndGroups(keys: readonly OwnerKey[], groupKeys: readonly GroupKey[]): Promise<OwnersAndGroups> {
    const items = await this.#items.readAll([...keys, ...groupKeys], this.#requireTime);
    const { groups = [], others = [] } = Object.groupBy(items, (item) => (isGroupItem(item) ? 'groups' : 'others'));
    const found = new Map(others.map((item): [OwnerKey, Owner] => [keyOf(item), ownerOf(item)]));
    return { owners: new Map(keys.map((key) => [key, found.get(key)])), groups: groups.map(knownGroupOf) };
  }

  /** @throws ServiceError `newer-record` */
  async read(id: string): Promise<StoredPerson | undefined> {
    this.#requireTime();
    const item = await this.#items.read(personIdentity(id));
    return item && storedPersonOf(item);
  }

  /**
   * Gives an account's key to a person.
   *
   * @param known the id of the person whose it was when it was read; undefined if nobody's
   * @returns false if somebody else has it by now
   */
  async give(key: OwnerKey, { id, decided }: Pick<KnownPerson, 'id' | 'decided'>, known?: string): Promise<boolean> {
    this.#requireTime();
    const former = known === undefined || known === id ? {} : { former: known };
    return this.#items.write({
      ...{ kind: 'owner', identity: key, set: { person: id, givenAt: this.#now(), ...former }, ...keptWhile(decided) },
      anyOf: ['attribute_not_exists(#identity)', '#person = :knownPerson', '#person = :person'],
      operands: { knownPerson: known ?? id },
    });
  }

  /**
   * Gives a login to a person.
   *
   * @param known whose it was when it was read; undefined if nobody's
   * @param before whose it was last of those who have left
   * @returns the login's generation; undefined if somebody else has it by now
   */
  async claim(
    key: OwnerKey,
    id: string,
    known: Owner | undefined,
    { former, leftBefore }: FormerOwner = known ?? {},
  ): Promise<number | undefined> {
    this.#requireTime();
    const generation = (known?.generation ?? 0) + 1;
    const isUnchanged = '#person = :knownPerson AND #generation = :knownGeneration';
    const written = await this.#items.write({
      ...{ kind: 'owner', identity: key, keepUntil: Infinity },
      set: { person: id, generation, givenAt: this.#now(), former, leftBefore },
      anyOf: [known === undefined ? 'attribute_not_exists(#identity)' : isUnchanged],
      operands: known === undefined ? {} : { knownPerson: known.person, knownGeneration: known.generation ?? 0 },
    });
    return written ? generation : undefined;
  }

  /**
   * @param edition of the item that was read; undefined if there was none
   * @param due when the person is to be looked at; null if not any more; undefined if that stays as it is
   * @returns false if somebody else has written it since
   * @throws BadEvent `person-too-large`
   */
  async write(person: KnownPerson, edition: number | undefined, due?: DuePerson | null): Promise<boolean> {
    const set = due === undefined ? {} : dueAttributes(due ?? undefined);
    return this.#replace(person, edition, { set, ...keptWhile(person.decided) });
  }

  /**
   * Somebody who is due and cannot be looked at is due later. Otherwise as many of them would keep sweeps from all others.
   *
   * @param until milliseconds since the epoch
   */
  async putOff(id: string, until: number): Promise<void> {
    this.#requireTime();
    await this.#items.putOff(personIdentity(id), until);
  }

  /**
   * Has a person decided anew by a look at once: what is known of them has changed without an event about them.
   *
   * @param policy the hash of a policy that an operator has applied; undefined if what was said of that stays as it is
   */
  async requireDecision({ id, decided }: Pick<KnownPerson, 'id' | 'decided'>, policy?: string): Promise<void> {
    this.#requireTime();
    await this.#items.write({
      kind: 'person',
      identity: personIdentity(id),
      anyOf: ['attribute_exists(#identity)'],
      operands: { one: 1 },
      // What was decided last, and may not have arrived, keeps its occasion. So does a policy that was applied.
      set: { ...stayingDue(dueAttributes(toDecideAtOnce)), ...(policy !== undefined && { policy }) },
      // A look that has read the item already is not to write over this.
      also: '#edition = #edition + :one',
      ...keptWhile(decided),
    });
  }

  /**
   * Keeps nothing of somebody who turned out to be another person.
   *
   * @param edition of the item that was read; undefined if there was none: somebody may be about to write it
   * @returns false if somebody else has written it since
   */
  async empty(id: string, edition: number | undefined): Promise<boolean> {
    return this.#replace(unknownPerson(id), edition, { set: dueAttributes(undefined) });
  }

  async #replace(
    person: KnownPerson,
    edition: number | undefined,
    { set, ...kept }: { readonly set: Readonly<Record<string, unknown>>; readonly keepUntil?: number },
  ): Promise<boolean> {
    this.#requireTime();
    const attributes = { ...personAttributes(person), edition: (edition ?? 0) + 1, ...set };
    requireStorable(attributes);
    return this.#items.write({
      ...{ kind: 'person', identity: personIdentity(person.id) },
      anyOf: [edition === undefined ? 'attribute_not_exists(#identity)' : '#edition = :knownEdition'],
      operands: edition === undefined ? {} : { knownEdition: edition },
      set: attributes,
      ...kept,
    });
  }
}

function stayingDue({
  occasion: _,
  policy: __,
  ...others
}: ReturnType<typeof dueAttributes>): Readonly<Record<string, unknown>> {
  return others;
}

/** Who has left is forgotten some time after the last event about them. */
function keptWhile({ hasLeft }: { readonly hasLeft: boolean }): { readonly keepUntil?: number } {
  return hasLeft ? {} : { keepUntil: Number.POSITIVE_INFINITY };
}

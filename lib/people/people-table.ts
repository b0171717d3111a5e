/**
 * The table of people. It has three kinds of items: a person, by id; the person of an account, by one of the keys that its
 * source has for it; and the person of a login.
 */
import { BatchGetItemCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { ServiceError } from '../errors.ts';
import type { LedgerItem } from '../ledger/ledger-item.ts';
import { LedgerTable } from '../ledger/ledger-table.ts';
import { type DuePerson, dueAttributes, toDecideAtOnce } from './due-person.ts';
import { type KnownPerson, unknownPerson } from './known-person.ts';
import { keyOf, type Owner, type OwnerKey, type Owners, ownerOf, personIdentity } from './owner-key.ts';
import { personAttributes, type StoredPerson, storedPersonOf } from './stored-person.ts';

interface PeopleSettings {
  /** The table's name. */
  readonly people: string;
  /** How long somebody who has left is remembered; days. */
  readonly personRetentionDays: number;
  /** Of one call, with the SDK's own repeats; milliseconds. */
  readonly awsTimeout: number;
}

const day = 24 * 3_600_000;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxBatch = 100;

/** What is read and written of people. */
export type PeopleStore = Pick<PeopleTable, 'owners' | 'read' | 'give' | 'claim' | 'write' | 'empty'>;

export class PeopleTable {
  readonly #client: DynamoDBClient;
  readonly #settings: PeopleSettings;
  readonly #now: () => number;
  readonly #items: LedgerTable;
  readonly #requireTime: () => void;

  /** @param requireTime throws if no time is left for another call */
  constructor(
    client: DynamoDBClient,
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
    const batches = Array.from({ length: Math.ceil(keys.length / maxBatch) }, (_, index) =>
      keys.slice(index * maxBatch, (index + 1) * maxBatch),
    );
    const items = (await Promise.all(batches.map((batch) => this.#readBatch(batch)))).flat();
    const found = new Map(items.map((item): [OwnerKey, Owner] => [keyOf(item), ownerOf(item)]));
    return new Map(keys.map((key) => [key, found.get(key)]));
  }

  async #readBatch(keys: readonly OwnerKey[]): Promise<readonly LedgerItem[]> {
    this.#requireTime();
    const { people, awsTimeout } = this.#settings;
    const command = new BatchGetItemCommand({
      RequestItems: { [people]: { Keys: keys.map((identity) => marshall({ identity })), ConsistentRead: true } },
    });
    const answer = await this.#client.send(command, { abortSignal: AbortSignal.timeout(awsTimeout) });
    if (answer.UnprocessedKeys?.[people] !== undefined) {
      throw new ServiceError('unread', `DynamoDB did not read all keys of ${people}; it is throttled.`);
    }
    return answer.Responses?.[people] ?? [];
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
    const written = await this.#items.update({
      ...{ kind: 'owner', identity: key, set: { person: id }, ...keptWhile(decided) },
      condition: 'attribute_not_exists(#identity) OR #person = :knownPerson OR #person = :person',
      operands: { knownPerson: known ?? id },
    });
    return written !== undefined;
  }

  /**
   * Gives a login to a person.
   *
   * @param known whose it was when it was read; undefined if nobody's
   * @returns the login's generation; undefined if somebody else has it by now
   */
  async claim(key: OwnerKey, id: string, known: Owner | undefined): Promise<number | undefined> {
    this.#requireTime();
    const generation = (known?.generation ?? 0) + 1;
    const isUnchanged = '#person = :knownPerson AND #generation = :knownGeneration';
    const written = await this.#items.update({
      ...{ kind: 'owner', identity: key, set: { person: id, generation }, keepUntil: Infinity },
      condition: known === undefined ? 'attribute_not_exists(#identity)' : isUnchanged,
      operands: known === undefined ? {} : { knownPerson: known.person, knownGeneration: known.generation ?? 0 },
    });
    return written && generation;
  }

  /**
   * @param edition of the item that was read; undefined if there was none
   * @param due when the person is to be looked at; null if not any more; undefined if that stays as it is
   * @returns false if somebody else has written it since
   */
  async write(person: KnownPerson, edition: number | undefined, due?: DuePerson | null): Promise<boolean> {
    this.#requireTime();
    const written = await this.#items.update({
      kind: 'person',
      identity: personIdentity(person.id),
      condition: edition === undefined ? 'attribute_not_exists(#identity)' : '#edition = :knownEdition',
      operands: edition === undefined ? {} : { knownEdition: edition },
      set: {
        ...personAttributes(person),
        edition: (edition ?? 0) + 1,
        ...(due !== undefined && dueAttributes(due ?? undefined)),
      },
      ...keptWhile(person.decided),
    });
    return written !== undefined;
  }

  /** Has a person decided anew by a look at once: what is known of them has changed without an event about them. */
  async requireDecision({ id, decided }: Pick<KnownPerson, 'id' | 'decided'>): Promise<void> {
    this.#requireTime();
    await this.#items.update({
      kind: 'person',
      identity: personIdentity(id),
      condition: 'attribute_exists(#identity)',
      operands: { one: 1 },
      set: dueAttributes(toDecideAtOnce),
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
    this.#requireTime();
    const written = await this.#items.update({
      ...{ kind: 'person', identity: personIdentity(id) },
      condition: edition === undefined ? 'attribute_not_exists(#identity)' : '#edition = :knownEdition',
      operands: edition === undefined ? {} : { knownEdition: edition },
      set: { ...personAttributes(unknownPerson(id)), edition: (edition ?? 0) + 1, ...dueAttributes(undefined) },
    });
    return written !== undefined;
  }
}

/** Who has left is forgotten some time after the last event about them. */
function keptWhile({ hasLeft }: { readonly hasLeft: boolean }): { readonly keepUntil?: number } {
  return hasLeft ? {} : { keepUntil: Number.POSITIVE_INFINITY };
}

/** Reads the people whom a stage remembers. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { accountPrefix, loginKey, type OwnerKey, personPrefix } from '../../lib/people/owner-key.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { type StoredPerson, storedPersonOf } from '../../lib/people/stored-person.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { NotFound } from '../errors.ts';
import { type LedgerFilter, ledgerPages } from '../ledger/ledger-pages.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Session } from '../stack/session.ts';
import type { Stack } from '../stack/stack.ts';

/** Of what a cancelled erasure leaves; days. */
const erasedRetentionDays = 1;

const isPerson: LedgerFilter = {
  expression: 'begins_with(#identity, :prefix)',
  names: { '#identity': 'identity' },
  values: { ':prefix': personPrefix },
};

const personIdForm = /^[0-9a-f]{32}$/i;

/** Whether a text has the form of a person's id. */
export function isPersonId(text: string): boolean {
  return personIdForm.test(text);
}

/** What of a session reads people. */
export interface PeopleSession extends Pick<Session, 'interruption'> {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'people'>;
}

export class PeopleReader {
  /** For what changes a person too. */
  readonly table: PeopleTable;
  readonly #client: DynamoDB;
  readonly #name: string;

  /**
   * @param name of the table
   * @param personRetentionDays how long somebody who has left is remembered from now on, if they are written
   */
  constructor(client: DynamoDB, name: string, personRetentionDays = erasedRetentionDays) {
    this.#client = client;
    this.#name = name;
    this.table = new PeopleTable(client, { people: name, personRetentionDays, awsTimeout }, Date.now);
  }

  /** The person who has a login, in any spelling; undefined if nothing is known of anybody with it. */
  async read(login: string): Promise<StoredPerson | undefined> {
    const id = await this.#ownerOf(login);
    const stored = id === undefined ? undefined : await this.table.read(id);
    return stored && stored.person.accounts.length > 0 ? stored : undefined;
  }

  /** The person who has a login, or an id; undefined if nothing is known of anybody with it. */
  async find(loginOrId: string): Promise<StoredPerson | undefined> {
    const byLogin = await this.read(loginOrId);
    if (byLogin !== undefined || !isPersonId(loginOrId)) return byLogin;
    const stored = await this.table.read(loginOrId.toLowerCase());
    return stored && stored.person.accounts.length > 0 ? stored : undefined;
  }

  /** Whom a login or an id leads to, though nothing may be known of them any more. */
  async idOf(loginOrId: string): Promise<string | undefined> {
    return (await this.#ownerOf(loginOrId)) ?? (isPersonId(loginOrId) ? loginOrId.toLowerCase() : undefined);
  }

  /** Whether a login that the person had is theirs still. */
  async isTheirs({ id }: KnownPerson, login: string): Promise<boolean> {
    return (await this.#ownerOf(login)) === id;
  }

  /** The ids of the people who have the logins now, by login. Somebody of whom nothing is known any more may have one. */
  async idsOf(logins: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const owners = await this.table.owners(logins.map(loginKey));
    return new Map(
      logins.flatMap((login): [string, string][] => {
        const id = owners.get(loginKey(login))?.person;
        return id === undefined ? [] : [[login, id]];
      }),
    );
  }

  /** All people, page by page. */
  async *pages(): AsyncGenerator<readonly KnownPerson[]> {
    for await (const { Items = [] } of ledgerPages(this.#client, this.#name, isPerson)) {
      yield Items.map((item) => storedPersonOf(item).person);
    }
  }

  /** The keys of the accounts that a person has or had. Reads the whole table. */
  async keysOf({ id }: KnownPerson): Promise<readonly OwnerKey[]> {
    const ofPerson: LedgerFilter = {
      expression: 'begins_with(#identity, :prefix) AND #person = :person',
      names: { '#identity': 'identity', '#person': 'person' },
      values: { ':prefix': accountPrefix, ':person': id },
    };
    const keys: OwnerKey[] = [];
    for await (const { Items = [] } of ledgerPages(this.#client, this.#name, ofPerson)) {
      keys.push(...Items.map((item): OwnerKey => unmarshall(item)['identity']));
    }
    return keys;
  }

  async #ownerOf(login: string): Promise<string | undefined> {
    const key = loginKey(login);
    return (await this.table.owners([key])).get(key)?.person;
  }
}

/** @throws NotFound if nothing is known of anybody with the login or the id */
export async function readPerson(reader: PeopleReader, stage: string, loginOrId: string): Promise<StoredPerson> {
  const stored = await reader.find(loginOrId);
  if (stored !== undefined) return stored;
  const what = isPersonId(loginOrId) ? 'login or the id' : 'login';
  throw new NotFound(
    `Stage ${stage} knows nobody with the ${what} ${loginOrId}: no identity event was about them, or what was known has expired or was erased.`,
  );
}

/** Reads the audit log of a stage. */
import { type AttributeValue, type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  type AuditAlias,
  type AuditEntry,
  aliasPrefix,
  auditAlias,
  auditEntry,
  auditIndex,
  auditKeys,
  isAlias,
} from '../../lib/audit/audit-entry.ts';
import { ServiceError } from '../../lib/errors.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { OperatorError } from '../errors.ts';

type Item = Record<string, AttributeValue>;

/** A part of one day, from an instant until another one, which no longer belongs to it; RFC 3339 in UTC. */
export interface DayPart {
  readonly day: string;
  readonly from: string;
  readonly to: string;
}

interface Condition {
  readonly index?: string;
  readonly key: string;
  readonly filter?: string;
  readonly values: Readonly<Record<string, string>>;
}

export class AuditReader {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The ids of the accounts that a login, in any spelling, has or had. */
  async accountsOf(login: string): Promise<readonly string[]> {
    return (await this.#aliasesOf(userIdentity(login))).map(({ account }) => account);
  }

  /**
   * The login that has a key, in the spelling of its first account. Undefined if the log knows none, or it was erased.
   *
   * @param key of the user's record
   */
  async loginOf(key: string): Promise<string | undefined> {
    return (await this.#aliasesOf(key))[0]?.login;
  }

  /** The logins by which an account is or was known, in the order of their keys. */
  async loginsOf(account: string): Promise<readonly string[]> {
    const { partitionKey, sortKey } = auditKeys;
    const key = `#${partitionKey} = :account AND begins_with(#${sortKey}, :prefix)`;
    const logins: string[] = [];
    for await (const items of this.#pages({ key, values: { account, prefix: aliasPrefix } })) {
      logins.push(...items.map((item) => aliasOf(item).login));
    }
    return logins;
  }

  /**
   * All entries of an account, in the order in which they were written.
   *
   * @param entityId only those about this entity
   */
  async entriesOf(account: string, entityId?: string): Promise<readonly AuditEntry[]> {
    const entries: AuditEntry[] = [];
    const condition: Condition = {
      key: `#${auditKeys.partitionKey} = :account`,
      values: { account, ...(entityId !== undefined && { entityId }) },
      ...(entityId !== undefined && { filter: '#entityId = :entityId' }),
    };
    for await (const items of this.#pages(condition)) {
      entries.push(...items.filter((item) => !isAlias(item['position']?.S)).map(entryOf));
    }
    return entries.sort(byWriting);
  }

  /** The entries written in a part of a day, page by page: by entity, and in each by time. */
  async *writtenIn({ day, from, to }: DayPart, entityId?: string): AsyncGenerator<readonly AuditEntry[]> {
    const { name, partitionKey, sortKey } = auditIndex;
    const ofDay = `#${partitionKey} = :day`;
    // The beginning of a place is the entity and the time.
    const condition: Condition =
      entityId === undefined
        ? { key: ofDay, filter: '#recordedAt >= :from AND #recordedAt < :to', values: { day, from, to } }
        : {
            key: `${ofDay} AND #${sortKey} BETWEEN :from AND :to`,
            values: { day, from: `${entityId}#${from}`, to: `${entityId}#${to}` },
          };
    for await (const items of this.#pages({ index: name, ...condition })) yield items.map(entryOf);
  }

  async #aliasesOf(key: string): Promise<readonly AuditAlias[]> {
    const { name, partitionKey } = auditIndex;
    const condition = { index: name, key: `#${partitionKey} = :login`, values: { login: `${aliasPrefix}${key}` } };
    const aliases: AuditAlias[] = [];
    for await (const items of this.#pages(condition)) aliases.push(...items.map(aliasOf));
    return aliases;
  }

  async *#pages({ index, key, filter, values }: Condition): AsyncGenerator<readonly Item[]> {
    const names = [...`${key} ${filter ?? ''}`.matchAll(/#(\w+)/g)].map(([placeholder, name]) => [placeholder, name]);
    const pages = paginateQuery(
      { client: this.#client },
      {
        TableName: this.#table,
        // No index can be read consistently.
        ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
        KeyConditionExpression: key,
        FilterExpression: filter,
        ExpressionAttributeNames: Object.fromEntries(names),
        ExpressionAttributeValues: marshall(
          Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
        ),
      },
    );
    for await (const { Items = [] } of pages) yield Items;
  }
}

/** Entries of the same time stay in the order of their keys. */
export function byWriting(one: AuditEntry, other: AuditEntry): number {
  return Date.parse(one.recordedAt) - Date.parse(other.recordedAt);
}

/**
 * An auditor must not miss what a later release has written, so nothing unknown is passed over.
 *
 * @throws ServiceError `newer-record`, or OperatorError
 */
function entryOf(item: Item): AuditEntry {
  const fields = unmarshall(item);
  const unknown = Object.keys(fields).filter((name) => !(name in auditEntry.shape));
  if (fields['version'] !== 1 || unknown.length > 0) {
    throw new ServiceError('newer-record', `${nameOf(fields)} was written by a later release: use its commands.`);
  }
  const { data } = auditEntry.safeParse(fields);
  if (data !== undefined) return data;
  throw new OperatorError(`${nameOf(fields)} is not in the form of the log. Nothing else of it is shown.`);
}

/** @throws OperatorError */
function aliasOf(item: Item): AuditAlias {
  const { data } = auditAlias.safeParse(unmarshall(item));
  if (data !== undefined) return data;
  throw new OperatorError(`${nameOf(unmarshall(item))} is not in the form of the log. Nothing else of it is shown.`);
}

function nameOf({ account, position }: Record<string, unknown>): string {
  return `The audit log's item ${position} of account ${account}`;
}

/** Reads the table of people page by page, for a walk. */
import type { ScanInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import type { LedgerItem } from '../ledger/ledger-item.ts';
import type { KnownPerson } from './known-person.ts';
import { personPrefix } from './owner-key.ts';
import { storedPersonOf } from './stored-person.ts';

export interface PeoplePage {
  readonly people: readonly KnownPerson[];
  /** Why each of the others cannot be read, such as `newer-record` after a rollback. */
  readonly failures: readonly unknown[];
  /** The key of the last item of the page; undefined if it was the last page. */
  readonly last: string | undefined;
}

interface PagesSettings {
  /** The table's name. */
  readonly people: string;
  /** Of one call, with its repeats; milliseconds. */
  readonly awsTimeout: number;
}

/** Items of one page, with those of accounts and logins. Their people are written within one invocation. */
const pageSize = 200;

export class PeoplePages {
  readonly #client: Dynamodb;
  readonly #settings: PagesSettings;

  constructor(client: Dynamodb, settings: PagesSettings) {
    this.#client = client;
    this.#settings = settings;
  }

  /**
   * Reads what was written by now.
   *
   * @param texts only people whose accounts have one of these texts, as the item has them; everybody without any
   * @param from the key of the item before; undefined for the first page
   */
  async read(texts: readonly string[], from: string | undefined): Promise<PeoplePage> {
    const { people: TableName, awsTimeout } = this.#settings;
    const named = texts.map((_, index) => `contains(#accounts, :text${index})`);
    const scan: ScanInput = {
      ...{ TableName, ConsistentRead: true, Limit: pageSize },
      ExclusiveStartKey: from === undefined ? undefined : marshall({ identity: from }),
      FilterExpression: ['begins_with(#identity, :prefix)', ...orNone(named)].join(' AND '),
      ExpressionAttributeNames: { '#identity': 'identity', ...(named.length > 0 && { '#accounts': 'accounts' }) },
      ExpressionAttributeValues: marshall({
        ':prefix': personPrefix,
        ...Object.fromEntries(texts.map((text, index) => [`:text${index}`, text])),
      }),
    };
    const { Items = [], LastEvaluatedKey } = await this.#client.scan(scan, {
      abortSignal: AbortSignal.timeout(awsTimeout),
    });
    const last: unknown = LastEvaluatedKey && unmarshall(LastEvaluatedKey)['identity'];
    const failures: unknown[] = [];
    const people = Items.flatMap((item) => readOr(item, (error) => failures.push(error)));
    return {
      people: people.filter(({ accounts }) => accounts.length > 0),
      ...{ failures, last: typeof last === 'string' ? last : undefined },
    };
  }
}

function readOr(item: LedgerItem, fail: (error: unknown) => void): readonly KnownPerson[] {
  try {
    return [storedPersonOf(item).person];
  } catch (error) {
    fail(error);
    return [];
  }
}

function orNone(alternatives: readonly string[]): readonly string[] {
  return alternatives.length === 0 ? [] : [`(${alternatives.join(' OR ')})`];
}

/** The ledger's table in DynamoDB: items that are changed only where a condition holds. */
import type { UpdateItemInput, UpdateItemOutput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { dueIndex } from '../due-index.ts';
import { type CallLimit, type Dynamodb, isFailedCondition } from '../dynamodb/dynamodb.ts';
import { ServiceError } from '../errors.ts';
import type { Settings } from '../settings.ts';
import { slicesOf } from '../slices.ts';
import { type ItemKind, itemVersions, type LedgerItem } from './ledger-item.ts';

export interface Update {
  readonly kind: ItemKind;
  readonly identity: string;
  /**
   * Conditions of which one must hold. In DynamoDB's language, with `#field` for a field of the item and `:operand` for an
   * operand or a field's new value. Each is a conjunction.
   */
  readonly anyOf: readonly string[];
  readonly operands: Readonly<Record<string, unknown>>;
  /** A value of `undefined` removes the field. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Set only where the item has none yet. */
  readonly setOnce?: Readonly<Record<string, unknown>>;
  /** One more assignment, from values of the item. */
  readonly also?: string;
  /** When DynamoDB may delete the item, if later than the retention; milliseconds since the epoch. Infinity: never. */
  readonly keepUntil?: number;
}

const maxNameLength = 20;

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const maxBatch = 100;

/** An item of a later release, as after a rollback, has a form that this release would destroy. A new item has no version. */
const isReadable = 'NOT #version > :version';

interface TableSettings {
  readonly name: string;
  /** How long an item is kept after its last change, at the least; milliseconds. */
  readonly retention: number;
  /** Of one call, with its repeats; milliseconds. */
  readonly timeout: number;
}

type LedgerSettings = Pick<Settings, 'ledger' | 'ledgerRetention' | 'awsTimeout'>;

/** The settings of the ledger's table. */
export function ledgerTable({ ledger, ledgerRetention, awsTimeout }: LedgerSettings): TableSettings {
  return { name: ledger, retention: ledgerRetention, timeout: awsTimeout };
}

export class LedgerTable {
  readonly #client: Dynamodb;
  readonly #settings: TableSettings;
  readonly #now: () => number;

  constructor(client: Dynamodb, settings: TableSettings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  async read(identity: string): Promise<LedgerItem | undefined> {
    const get = { TableName: this.#settings.name, Key: marshall({ identity }), ConsistentRead: true };
    const { Item } = await this.#client.getItem(get, this.#inTime());
    return Item;
  }

  /**
   * Those of the items that there are, in any order.
   *
   * @param requireTime throws if no time is left for another call
   * @throws ServiceError `unread` if DynamoDB left some out
   */
  async readAll(identities: readonly string[], requireTime: () => void): Promise<readonly LedgerItem[]> {
    const read = (batch: readonly string[]) => {
      requireTime();
      return this.#readBatch(batch);
    };
    return (await Promise.all(slicesOf([...new Set(identities)], maxBatch).map(read))).flat();
  }

  async #readBatch(identities: readonly string[]): Promise<readonly LedgerItem[]> {
    const { name } = this.#settings;
    const Keys = identities.map((identity) => marshall({ identity }));
    const batch = { RequestItems: { [name]: { Keys, ConsistentRead: true } } };
    const answer = await this.#client.batchGetItem(batch, this.#inTime());
    if (answer.UnprocessedKeys?.[name] !== undefined) {
      throw new ServiceError('unread', `DynamoDB did not read all keys of ${name}; it is throttled.`);
    }
    return answer.Responses?.[name] ?? [];
  }

  /**
   * Writes the item, and renews its expiry.
   *
   * @returns the item as it is now, or undefined when the condition failed
   */
  async update(update: Update): Promise<LedgerItem | undefined> {
    const answer = await this.#write({ ...this.#inputOf(update), ReturnValues: 'ALL_NEW' });
    return answer && (answer.Attributes ?? {});
  }

  /**
   * As `update`, for those who need no answer: DynamoDB does not send the item then.
   *
   * @returns whether the condition held
   */
  async write(update: Update): Promise<boolean> {
    return (await this.#write(this.#inputOf(update))) !== undefined;
  }

  /**
   * Has an item that is due come later. It may be of a later release: nothing else of it is read or written.
   *
   * @param until milliseconds since the epoch
   */
  async putOff(identity: string, until: number): Promise<void> {
    await this.#write({
      ...{ TableName: this.#settings.name, Key: marshall({ identity }) },
      ...{ UpdateExpression: 'SET #dueAt = :until', ConditionExpression: '#dueAt <= :now' },
      ExpressionAttributeNames: { '#dueAt': dueIndex.sortKey },
      ExpressionAttributeValues: marshall({ ':until': until, ':now': this.#now() }),
    });
  }

  /** @returns undefined when the condition failed */
  async #write(input: UpdateItemInput): Promise<UpdateItemOutput | undefined> {
    try {
      return await this.#client.updateItem(input, this.#inTime());
    } catch (error) {
      if (isFailedCondition(error)) return undefined;
      throw error;
    }
  }

  #inputOf(update: Update): UpdateItemInput {
    const { kind, identity, anyOf, operands, set, setOnce = {}, also, keepUntil = 0 } = update;
    const expiresAt = expiryOf(Math.max(this.#now() + this.#settings.retention, keepUntil));
    const fields = withShortNames({ ...set, version: itemVersions[kind], expiresAt });
    const kept = fields.filter(({ value }) => value !== undefined).map(({ name }) => `#${name} = :${name}`);
    const removed = fields.filter(({ value }) => value === undefined).map(({ name }) => `#${name}`);
    const once = Object.keys(setOnce).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const assignments = [...kept, ...once, ...(also ? [also] : [])].join(', ');
    const expression = `SET ${assignments}${removed.length > 0 ? ` REMOVE ${removed.join(', ')}` : ''}`;
    // Without brackets: dynalite takes milliseconds to read them.
    const guarded = anyOf.map((condition) => `${isReadable} AND ${condition}`).join(' OR ');
    const values = Object.fromEntries(fields.map(({ name, value }) => [name, value]));
    return {
      TableName: this.#settings.name,
      Key: marshall({ identity }),
      UpdateExpression: expression,
      ConditionExpression: guarded,
      ExpressionAttributeNames: namesIn(`${expression} ${guarded}`, fields),
      ExpressionAttributeValues: valuesOf({ ...values, ...setOnce, ...operands }),
    };
  }

  #inTime(): CallLimit {
    return { abortSignal: AbortSignal.timeout(this.#settings.timeout) };
  }
}

/** @returns seconds since the epoch; undefined for an item without an end */
function expiryOf(milliseconds: number): number | undefined {
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : undefined;
}

interface Field {
  /** Its name in expressions. */
  readonly name: string;
  readonly attribute: string;
  readonly value: unknown;
}

/**
 * DynamoDB takes expressions of 4 KB. A hundred attributes that are named by entity ids would be longer.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
function withShortNames(fields: Readonly<Record<string, unknown>>): Field[] {
  return Object.entries(fields).map(([attribute, value], index) => ({
    name: attribute.length > maxNameLength ? index.toString(36) : attribute,
    attribute,
    value,
  }));
}

/** Every name goes in by a placeholder, since many are reserved words of DynamoDB. */
function namesIn(expressions: string, fields: readonly Field[]): Record<string, string> {
  const attributeOf = new Map(fields.map(({ name, attribute }) => [name, attribute]));
  return Object.fromEntries(
    [...expressions.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [
      placeholder,
      attributeOf.get(name) ?? name,
    ]),
  );
}

function valuesOf(values: Record<string, unknown>) {
  const placeholders = Object.entries(values).map(([name, value]) => [`:${name}`, value]);
  return marshall(Object.fromEntries(placeholders), { removeUndefinedValues: true });
}

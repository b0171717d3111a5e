/** The ledger's table in DynamoDB: items that are changed only where a condition holds. */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Settings } from '../settings.ts';
import { itemVersion, type LedgerItem } from './ledger-item.ts';

export interface Update {
  readonly identity: string;
  /** In the words of DynamoDB, with `#field` for a field of the item and `:operand` for an operand or a field's new value. */
  readonly condition: string;
  readonly operands: Readonly<Record<string, unknown>>;
  /** A value of `undefined` erases what an earlier attempt left. */
  readonly set: Readonly<Record<string, unknown>>;
  /** Set only where the item has none yet. */
  readonly setOnce?: Readonly<Record<string, unknown>>;
  /** One more assignment, from values that the item has. */
  readonly also?: string;
}

/** Not a later release's, as after a rollback, in a form that this one would destroy. */
const isReadable = '(attribute_not_exists(#version) OR #version <= :version)';

export class LedgerTable {
  readonly #client: DynamoDBClient;
  readonly #settings: Settings;
  readonly #now: () => number;

  constructor(client: DynamoDBClient, settings: Settings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  async read(identity: string): Promise<LedgerItem | undefined> {
    const command = new GetItemCommand({
      TableName: this.#settings.ledger,
      Key: marshall({ identity }),
      ConsistentRead: true,
    });
    const { Item } = await this.#client.send(command, this.#inTime());
    return Item;
  }

  /**
   * Puts off the item's expiry too.
   *
   * @returns the item as it is now, or undefined when the condition failed
   */
  async update({ identity, condition, operands, set, setOnce = {}, also }: Update): Promise<LedgerItem | undefined> {
    const expiresAt = Math.floor((this.#now() + this.#settings.ledgerRetention) / 1000);
    const stamped = { ...set, version: itemVersion, expiresAt };
    const fields = Object.entries(stamped);
    const kept = fields.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
    const erased = fields.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
    const once = Object.keys(setOnce).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const assignments = [...kept, ...once, ...(also ? [also] : [])].join(', ');
    const expression = `SET ${assignments}${erased.length > 0 ? ` REMOVE ${erased.join(', ')}` : ''}`;
    const guarded = `(${condition}) AND ${isReadable}`;
    const command = new UpdateItemCommand({
      TableName: this.#settings.ledger,
      Key: marshall({ identity }),
      UpdateExpression: expression,
      ConditionExpression: guarded,
      ExpressionAttributeNames: namesIn(`${expression} ${guarded}`),
      ExpressionAttributeValues: valuesOf({ ...stamped, ...setOnce, ...operands }),
      ReturnValues: 'ALL_NEW',
    });
    try {
      const { Attributes = {} } = await this.#client.send(command, this.#inTime());
      return Attributes;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  #inTime(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#settings.awsTimeout) };
  }
}

/** Every name goes in by a placeholder, since many are reserved words of DynamoDB. */
function namesIn(expressions: string): Record<string, string> {
  return Object.fromEntries(
    [...expressions.matchAll(/#\w+/g)].map(([placeholder]) => [placeholder, placeholder.slice(1)]),
  );
}

function valuesOf(values: Record<string, unknown>) {
  const placeholders = Object.entries(values).map(([name, value]) => [`:${name}`, value]);
  return marshall(Object.fromEntries(placeholders), { removeUndefinedValues: true });
}

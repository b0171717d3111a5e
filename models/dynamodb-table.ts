/** DynamoDB's tables, as far as the service speaks to them: another test holds it against dynalite. */
import {
  ConditionalCheckFailedException,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { conditionOf, type Item, updateOf } from './dynamodb-expressions.ts';

export type { Item };

type ConditionInput = Pick<
  UpdateItemCommandInput,
  'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
>;
type Input = Pick<
  UpdateItemCommandInput,
  | 'TableName'
  | 'Key'
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
  | 'ReturnValues'
>;

/** The most that an item may have, in bytes. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const maxItemSize = 400 * 1024;

/** What an update is answered with. */
export function answerTo({ ReturnValues }: Pick<UpdateItemCommandInput, 'ReturnValues'>, item: Item): object {
  return ReturnValues === 'ALL_NEW' ? { Attributes: item } : {};
}

export class DynamodbTable {
  readonly #items: Map<string, Item>;
  readonly #now: () => number;

  /**
   * @param now milliseconds since the epoch; an item is gone as soon as its `expiresAt` has passed
   * @param items those of an earlier table, by their key
   */
  constructor(now: () => number, items: ReadonlyMap<string, Item> = new Map()) {
    this.#now = now;
    this.#items = new Map(items);
  }

  /** By their key. An update replaces an item, and changes none. */
  get items(): ReadonlyMap<string, Item> {
    return this.#items;
  }

  get(input: Pick<GetItemCommandInput, 'TableName' | 'Key'>): Item | undefined {
    const id = itemId(input);
    if (Number(this.#items.get(id)?.['expiresAt']?.N) * 1000 < this.#now()) this.#items.delete(id);
    return this.#items.get(id);
  }

  /** @throws ConditionalCheckFailedException
   * @throws Error for an item that is too large: nothing may write one */
  update(input: Input): Item {
    const { Key = {}, UpdateExpression = '' } = input;
    const old = this.get(input) ?? {};
    this.#require(input, old);
    const item: Item = { ...Key, ...updateOf(UpdateExpression)(old, input) };
    // As JSON it is a little larger.
    if (Buffer.byteLength(JSON.stringify(item)) > maxItemSize) throw new Error('An item has more than 400 KB.');
    this.#items.set(itemId(input), item);
    return item;
  }

  /** Nobody asks for the item again. */
  forget(input: Pick<GetItemCommandInput, 'TableName' | 'Key'>): void {
    this.#items.delete(itemId(input));
  }

  /** @throws ConditionalCheckFailedException */
  put({ Item = {}, ...input }: PutItemCommandInput): Item {
    const { account, position } = Item;
    const key = { TableName: input.TableName, Key: { ...(account && { account }), ...(position && { position }) } };
    this.#require(input, this.get(key) ?? {});
    this.#items.set(itemId(key), Item);
    return Item;
  }

  #require({ ConditionExpression, ...input }: ConditionInput, old: Item): void {
    if (ConditionExpression === undefined || conditionOf(ConditionExpression)(old, input)) return;
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  }
}

/** Names an item among those of all tables. */
export function itemId({ TableName, Key }: Pick<GetItemCommandInput, 'TableName' | 'Key'>): string {
  return JSON.stringify([TableName, Key]);
}

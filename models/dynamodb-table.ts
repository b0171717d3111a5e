/** DynamoDB's tables, as far as the service speaks to them: another test holds it against dynalite. */
import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';

export type Item = Record<string, AttributeValue>;
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
    const item = changed(UpdateExpression, { ...Key, ...old }, old, input);
    // As JSON it is a little larger.
    if (Buffer.byteLength(JSON.stringify(item)) > maxItemSize) throw new Error('An item has more than 400 KB.');
    this.#items.set(itemId(input), item);
    return item;
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
    if (ConditionExpression === undefined || new Condition(ConditionExpression, old, input).holds()) return;
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} });
  }
}

/** Names an item among those of all tables. */
export function itemId({ TableName, Key }: Pick<GetItemCommandInput, 'TableName' | 'Key'>): string {
  return JSON.stringify([TableName, Key]);
}

/** `SET #a = :a, #b = if_not_exists(#c, :b), #d = #d + :d REMOVE #e, #f` */
function changed(expression: string, item: Item, old: Item, input: Input): Item {
  const match = /^SET (.+?)(?: REMOVE (.+))?$/.exec(expression);
  if (!match) throw unknown(expression);
  for (const [, name, kept, fallback, summand, added, plain] of split(match[1], assignment)) {
    const known = kept ? old[attributeOf(kept, input)] : undefined;
    const sum = summand ? sumOf(old[attributeOf(summand, input)], operandOf(added, input)) : undefined;
    item[attributeOf(name, input)] = known ?? sum ?? operandOf(plain ?? fallback, input);
  }
  for (const [name] of split(match[2], /^#\w+$/)) delete item[attributeOf(name, input)];
  return item;
}

const assignment = /^(#\w+) = (?:if_not_exists\((#\w+), (:\w+)\)|(#\w+) \+ (:\w+)|(:\w+))$/;

function sumOf(one: AttributeValue | undefined, other: AttributeValue): AttributeValue {
  return { N: String(Number(one?.N) + Number(other.N)) };
}

function split(list: string | undefined, form: RegExp): RegExpExecArray[] {
  const parts = list?.split(/, (?=#\w+(?: =|,|$))/) ?? [];
  return parts.map((part) => {
    const match = form.exec(part);
    if (!match) throw unknown(part);
    return match;
  });
}

/** `attribute_not_exists(#a) OR (#b = :b AND NOT #c > :c)` */
class Condition {
  readonly #tokens: string[];
  readonly #item: Item;
  readonly #input: ConditionInput;

  constructor(expression: string, item: Item, input: ConditionInput) {
    this.#tokens = expression.match(/attribute_not_exists|attribute_exists|[#:]\w+|AND|OR|NOT|<=|[=>()]|\S/g) ?? [];
    this.#item = item;
    this.#input = input;
  }

  holds(): boolean {
    const result = this.#any();
    if (this.#tokens.length > 0) throw unknown(this.#tokens.join(' '));
    return result;
  }

  #any(): boolean {
    let result = this.#all();
    while (this.#takes('OR')) result = this.#all() || result;
    return result;
  }

  #all(): boolean {
    let result = this.#one();
    while (this.#takes('AND')) result = this.#one() && result;
    return result;
  }

  #one(): boolean {
    if (this.#takes('(')) {
      const result = this.#any();
      this.#require(')');
      return result;
    }
    if (this.#takes('NOT')) return !this.#one();
    if (this.#takes('attribute_not_exists')) return !this.#exists();
    if (this.#takes('attribute_exists')) return this.#exists();
    const left = this.#attribute();
    const operator = this.#tokens.shift();
    const right = operandOf(this.#tokens.shift(), this.#input);
    if (operator === '=') return isDeepStrictEqual(left, right);
    if (operator === '>') return left?.N !== undefined && Number(left.N) > Number(right.N);
    if (operator === '<=') return left?.N !== undefined && Number(left.N) <= Number(right.N);
    throw unknown(String(operator));
  }

  #exists(): boolean {
    this.#require('(');
    const result = this.#attribute() !== undefined;
    this.#require(')');
    return result;
  }

  #attribute(): AttributeValue | undefined {
    return this.#item[attributeOf(this.#tokens.shift(), this.#input)];
  }

  #takes(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }

  #require(token: string): void {
    if (!this.#takes(token)) throw unknown(`no ${token} before ${this.#tokens.join(' ')}`);
  }
}

function attributeOf(placeholder = '', { ExpressionAttributeNames = {} }: ConditionInput): string {
  const name = ExpressionAttributeNames[placeholder];
  if (name === undefined) throw unknown(placeholder);
  return name;
}

function operandOf(placeholder = '', { ExpressionAttributeValues = {} }: ConditionInput): AttributeValue {
  const value = ExpressionAttributeValues[placeholder];
  if (value === undefined) throw unknown(placeholder);
  return value;
}

function unknown(expression: string): Error {
  return new Error(`This model of DynamoDB does not know: ${expression}`);
}

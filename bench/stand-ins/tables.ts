/** The items of all tables, in memory. They change only where a condition holds. */
import { conditionOf, type Item, type Placeholders, updateOf } from '../../models/dynamodb-expressions.ts';
import { writeUnits } from '../../models/dynamodb-units.ts';

/** What a request says, as far as the contenders use it. */
export interface Input extends Placeholders {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValues?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
}

/** What a request for several items says. */
export interface BatchInput {
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
}

/** The attributes that make a key, by table. Other tables have one: the first of an item. */
export type KeySchema = Readonly<Record<string, readonly string[]>>;

interface Done {
  readonly output: object;
  /** 0 for a read. */
  readonly units: number;
}

export class FailedCondition extends Error {
  readonly item: Item | undefined;

  constructor(item: Item | undefined) {
    super('The conditional request failed');
    this.item = item;
  }
}

export class Tables {
  readonly #items = new Map<string, Item>();
  readonly #keys: KeySchema;

  constructor(keys: KeySchema) {
    this.#keys = keys;
  }

  clear(): void {
    this.#items.clear();
  }

  get({ TableName, Key = {} }: Input): Done {
    const item = this.#items.get(this.#idOf(TableName, Key));
    return { output: item ? { Item: item } : {}, units: 0 };
  }

  getAll({ RequestItems = {} }: BatchInput): Done {
    const Responses = Object.entries(RequestItems).map(([table, { Keys }]) => {
      const items = Keys.map((key) => this.#items.get(this.#idOf(table, key)));
      return [table, items.filter((item) => item !== undefined)] as const;
    });
    return { output: { Responses: Object.fromEntries(Responses), UnprocessedKeys: {} }, units: 0 };
  }

  put(input: Input): Done {
    const { TableName, Item = {} } = input;
    const id = this.#idOf(TableName, Item);
    const before = this.#require(input, id);
    this.#items.set(id, Item);
    return { output: {}, units: writeUnits(before, Item) };
  }

  update(input: Input): Done {
    const { TableName, Key = {}, UpdateExpression = '', ReturnValues } = input;
    const id = this.#idOf(TableName, Key);
    const before = this.#require(input, id);
    const after = { ...Key, ...updateOf(UpdateExpression)(before ?? {}, input) };
    this.#items.set(id, after);
    return { output: ReturnValues === 'ALL_NEW' ? { Attributes: after } : {}, units: writeUnits(before, after) };
  }

  delete(input: Input): Done {
    const id = this.#idOf(input.TableName, input.Key ?? {});
    const before = this.#require(input, id);
    this.#items.delete(id);
    return { output: {}, units: writeUnits(before, undefined) };
  }

  /** @throws FailedCondition */
  #require(input: Input, id: string): Item | undefined {
    const { ConditionExpression, ReturnValuesOnConditionCheckFailure } = input;
    const item = this.#items.get(id);
    if (ConditionExpression === undefined || conditionOf(ConditionExpression)(item ?? {}, input)) return item;
    throw new FailedCondition(ReturnValuesOnConditionCheckFailure === 'ALL_OLD' ? item : undefined);
  }

  #idOf(table: string, key: Item): string {
    const names = this.#keys[table] ?? Object.keys(key).slice(0, 1);
    return [table, ...names.map((name) => JSON.stringify(key[name]))].join(' ');
  }
}

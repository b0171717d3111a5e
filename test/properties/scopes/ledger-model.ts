/** The tables in a search. The same update of the same item has the same outcome, so each is worked out once. */
import {
  ConditionalCheckFailedException,
  type GetItemCommandInput,
  type PutItemCommandInput,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import { answerTo, DynamodbTable, type Item, itemId } from '../../../models/dynamodb-table.ts';
import type { Parts } from '../parts.ts';
import type { Heard } from './effect.ts';

export type Items = ReadonlyMap<string, Item>;

interface Outcome {
  readonly previous: Item | undefined;
  /** As it is now; undefined if the condition failed. */
  readonly item: Item | undefined;
  readonly heard: Omit<Heard, 'at'>;
}

const absent: Item = {};
const nothingRead = { output: {} };
const refused = {
  error: new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {} }),
};

export class LedgerModel {
  readonly #parts: Parts;
  readonly #outcomes = new WeakMap<object, WeakMap<Item, Outcome>>();
  readonly #reads = new WeakMap<Item, Outcome['heard']>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  read(items: Items, now: number, input: GetItemCommandInput): Outcome['heard'] {
    const item = itemOf(items, now, input);
    if (!item) return nothingRead;
    const heard = this.#reads.get(item) ?? { output: { Item: item } };
    this.#reads.set(item, heard);
    return heard;
  }

  update(items: Items, now: number, input: UpdateItemCommandInput): Outcome & { readonly items: Items } {
    const previous = itemOf(items, now, input);
    const known = this.#outcomes.get(input) ?? new WeakMap<Item, Outcome>();
    this.#outcomes.set(input, known);
    const outcome = known.get(previous ?? absent) ?? this.#outcomeOf(items, now, input, previous);
    known.set(previous ?? absent, outcome);
    const { item } = outcome;
    return { ...outcome, items: item ? new Map([...items, [itemId(input), item]]) : items };
  }

  put(
    items: Items,
    now: number,
    input: PutItemCommandInput,
  ): Pick<Outcome, 'item' | 'heard'> & { readonly items: Items } {
    const table = new DynamodbTable(() => now, items);
    try {
      const item = table.put(input);
      return { items: table.items, item, heard: { output: {} } };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { items, item: undefined, heard: refused };
    }
  }

  #outcomeOf(items: Items, now: number, input: UpdateItemCommandInput, previous: Item | undefined): Outcome {
    const table = new DynamodbTable(() => now, items);
    try {
      const item = table.update(this.#parts.update(input));
      return { previous, item, heard: { output: answerTo(input, item) } };
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      return { previous, item: undefined, heard: refused };
    }
  }
}

function itemOf(items: Items, now: number, input: Pick<GetItemCommandInput, 'TableName' | 'Key'>): Item | undefined {
  const item = items.get(itemId(input));
  return item && new DynamodbTable(() => now, items).get(input);
}

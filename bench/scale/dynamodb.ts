/** DynamoDB in virtual time: the model of its tables, with what each call costs. */
import type { GetItemInput, PutItemInput, UpdateItemInput } from '@aws-sdk/client-dynamodb';
import { dueIndex } from '../../lib/due-index.ts';
import type { Dynamodb } from '../../lib/dynamodb/dynamodb.ts';
import { answerTo, DynamodbTable, type Item } from '../../models/dynamodb-table.ts';
import { readUnits, writeUnits } from '../../models/dynamodb-units.ts';
import type { Timeline } from '../../models/timeline.ts';

/** What a call is for. */
export type Purpose =
  | 'claim'
  | 'settle'
  | 'acquire'
  | 'record or release'
  | 'mark for earlier releases'
  | 'audit entry'
  | 'audit login'
  | 'read';

export interface Consumption {
  requests: number;
  /** Write units, or read units of a call that reads. */
  units: number;
}

interface Options {
  readonly timeline: Timeline;
  /** Of a call; milliseconds. */
  readonly latency: number;
}

export class SimulatedDynamodb implements Dynamodb {
  readonly #timeline: Timeline;
  readonly #latency: number;
  readonly #table: DynamodbTable;
  readonly consumed = new Map<Purpose, Consumption>();

  constructor({ timeline, latency }: Options) {
    this.#timeline = timeline;
    this.#latency = latency;
    this.#table = new DynamodbTable(timeline.now);
  }

  async getItem(input: GetItemInput) {
    await this.#sleep();
    const item = this.#table.get(input);
    this.#consume('read', readUnits(item));
    return item ? { Item: item } : {};
  }

  async updateItem(input: UpdateItemInput) {
    await this.#sleep();
    const before = this.#table.get(input);
    try {
      const item = this.#table.update(input);
      this.#consume(purposeOf(input), writeUnits(before, item) + indexUnits(before, item));
      return answerTo(input, item);
    } catch (error) {
      this.#consume(purposeOf(input), writeUnits(before, undefined));
      throw error;
    }
  }

  /** Every entry is new here, since no process dies. It is written to the index of days too, and not kept. */
  async putItem({ Item }: PutItemInput) {
    await this.#sleep();
    this.#consume(Item?.['what'] === undefined ? 'audit login' : 'audit entry', 2 * writeUnits(undefined, Item));
    return {};
  }

  batchGetItem = unexpected;
  query = unexpected;
  scan = unexpected;

  /** A run of a million messages keeps no item that nobody asks for again. */
  forget(table: string, identity: string): void {
    this.#table.forget({ TableName: table, Key: { identity: { S: identity } } });
  }

  #consume(purpose: Purpose, units: number): void {
    const { requests, units: before } = this.consumed.get(purpose) ?? { requests: 0, units: 0 };
    this.consumed.set(purpose, { requests: requests + 1, units: before + units });
  }

  #sleep(): Promise<void> {
    return this.#timeline.until(this.#timeline.now() + this.#latency);
  }
}

function purposeOf({ TableName, UpdateExpression = '' }: UpdateItemInput): Purpose {
  const acquires = UpdateExpression.includes('#owner = ');
  if (TableName === 'accounts') return acquires ? 'acquire' : 'record or release';
  if (!UpdateExpression.includes('#unsettled')) return 'mark for earlier releases';
  return acquires ? 'claim' : 'settle';
}

/** Of the index of what is due: an entry that moves is deleted and written. */
function indexUnits(before: Item | undefined, after: Item | undefined): number {
  const [old, current] = [before, after].map((item) => item?.[dueIndex.sortKey]?.N);
  return old === current ? 0 : [old, current].filter((dueAt) => dueAt !== undefined).length;
}

async function unexpected(): Promise<never> {
  throw new Error('The simulation does not expect this call of DynamoDB.');
}

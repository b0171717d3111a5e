/** A process with the tables of people and accounts: it may end at any of its calls. */
import { type BatchGetItemCommandInput, DynamoDB, type ServiceInputTypes } from '@aws-sdk/client-dynamodb';
import { personPrefix } from '../../../lib/people/owner-key.ts';
import { answerTo, type DynamodbTable } from '../../../models/dynamodb-table.ts';

/** The process of a worker is gone. */
export class Crash extends Error {}

/** What becomes of the calls of one worker. */
export interface Fate {
  /** The call at which the process ends, from 0. */
  readonly crashAt?: number | undefined;
  /** Whether that call takes effect. */
  readonly isAfter?: boolean;
  /** Whether what it sends gets lost. */
  readonly losesDecisions?: boolean;
}

export const goesWell: Fate = {};

export class Worker {
  readonly client: DynamoDB;
  readonly #table: DynamodbTable;
  readonly #fate: Fate;
  readonly #turn: () => Promise<void>;
  #calls = 0;

  /** @param turn before each call */
  constructor(table: DynamodbTable, fate: Fate = goesWell, turn: () => Promise<void> = async () => undefined) {
    this.#table = table;
    this.#fate = fate;
    this.#turn = turn;
    this.client = new DynamoDB({
      region: 'us-east-1',
      credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    });
    this.client.middlewareStack.add(
      () =>
        ({ input }) =>
          this.call(async () => ({ response: undefined, output: { ...this.#answer(input), $metadata: {} } })),
      { step: 'initialize', priority: 'high' },
    );
  }

  /** @throws Crash */
  async call<Answer>(effect: () => Promise<Answer>): Promise<Answer> {
    await this.#turn();
    const { crashAt = Number.POSITIVE_INFINITY, isAfter } = this.#fate;
    const number = this.#calls++;
    if (number > crashAt || (number === crashAt && !isAfter)) throw new Crash();
    const answer = await effect();
    if (number === crashAt) throw new Crash();
    return answer;
  }

  #answer(input: ServiceInputTypes): object {
    if ('RequestItems' in input) return { Responses: this.#batch(Object(input.RequestItems)) };
    if ('UpdateExpression' in input) return answerTo(input, this.#table.update(input));
    if ('Key' in input) return { Item: this.#table.get(input) };
    if ('FilterExpression' in input) return { Items: peopleIn(this.#table) };
    throw new Error(`No model answers this call: ${Object.keys(input)}`);
  }

  #batch(requests: BatchGetItemCommandInput['RequestItems'] = {}): object {
    return Object.fromEntries(
      Object.entries(requests).map(([TableName, { Keys = [] }]) => [
        TableName,
        Keys.map((Key) => this.#table.get({ TableName, Key })).filter((item) => item !== undefined),
      ]),
    );
  }
}

/** The items of people. Whoever scans them filters them again. */
export function peopleIn(table: DynamodbTable) {
  return [...table.items.values()].filter(({ identity }) => identity?.S?.startsWith(personPrefix));
}

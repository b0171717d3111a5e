/**
 * Counts the active people once a day, for the thresholds. A large table is counted in several steps: each reads some pages,
 * and remembers where the next one goes on.
 */
import type { ScanInput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { headcountIdentity, headcountIn } from './safeguard-item.ts';
import { SafeguardItems, type SafeguardItemsSettings } from './safeguard-items.ts';

const day = 24 * 3_600_000;

/** Of 1 MB each: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html */
const pagesOfStep = 20;

/** A person with a login who has not left, as their item has it. */
const isActive = {
  FilterExpression: 'begins_with(#identity, :prefix) AND size(#logins) > :none AND contains(#decided, :present)',
  ExpressionAttributeNames: { '#identity': 'identity', '#logins': 'logins', '#decided': 'decided' },
  ExpressionAttributeValues: marshall({ ':prefix': 'person:', ':none': 0, ':present': '"hasLeft":false' }),
} as const;

interface Step {
  readonly active: number;
  /** Where the next step goes on; undefined at the end of the table. */
  readonly next: string | undefined;
}

export class Headcount {
  readonly #client: Dynamodb;
  readonly #settings: SafeguardItemsSettings;
  readonly #now: () => number;
  readonly #items: SafeguardItems;

  constructor(client: Dynamodb, settings: SafeguardItemsSettings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
    this.#items = new SafeguardItems(client, settings, now);
  }

  /** Counts on, if the last count is a day old. */
  async count(): Promise<void> {
    const { countedAt, countedSoFar, next } = headcountIn(await this.#items.read(headcountIdentity));
    const at = this.#now();
    if (next === undefined && countedAt !== undefined && at < Date.parse(countedAt) + day) return;
    const step = await this.#scan(next);
    const counted = countedSoFar + step.active;
    const said =
      step.next === undefined
        ? { active: counted, countedAt: new Date(at).toISOString(), countedSoFar: 0, next: undefined }
        : { countedSoFar: counted, next: step.next };
    await this.#items.write({
      ...{ identity: headcountIdentity, operands: next === undefined ? {} : { before: next }, set: said },
      // Of two that count at once, one counts.
      anyOf: [next === undefined ? 'attribute_not_exists(#next)' : '#next = :before'],
      keepUntil: Infinity,
    });
  }

  async #scan(from: string | undefined): Promise<Step> {
    const { people: TableName, awsTimeout } = this.#settings;
    let active = 0;
    let next = from;
    for (let page = 0; page < pagesOfStep; page += 1) {
      const scan: ScanInput = {
        ...{ TableName, Select: 'COUNT', ...isActive },
        ...(next !== undefined && { ExclusiveStartKey: marshall({ identity: next }) }),
      };
      const answer = await this.#client.scan(scan, { abortSignal: AbortSignal.timeout(awsTimeout) });
      active += answer.Count ?? 0;
      const { LastEvaluatedKey: last } = answer;
      if (last === undefined) return { active, next: undefined };
      next = unmarshall(last)['identity'];
    }
    return { active, next };
  }
}

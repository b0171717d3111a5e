/**
 * The record of every event, in DynamoDB: who works on it, and what came of it.
 *
 *   absent ──claim──> open, held ──settle──> open, free ──claim──> …
 *                         │
 *                         └───────settle──> done
 *
 * An owner that comes back late finds the record taken, and writes nothing.
 */
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod/mini';
import { emptyTally } from './decide.ts';
import type { ReceivedEvent } from './event.ts';
import { type LedgerRecord, type Standing, standingOf } from './ledger-record.ts';

export interface Claim {
  readonly operation: string;
  readonly event: ReceivedEvent<unknown>;
  /** The ID under which this message first arrived: the idempotency key, if the event has none yet. */
  readonly messageId: string;
  /** Random, one for each attempt: an SDK's own repeat of a claim must not fail against itself. */
  readonly owner: string;
  /** Until when nobody else may take the record. */
  readonly freeAt: number;
}

/** What an attempt leaves behind; `undefined` erases what an earlier one left. */
export type Settlement = Pick<
  LedgerRecord,
  'state' | 'freeAt' | 'epoch' | 'attempts' | 'tally' | 'outcome' | 'reason' | 'zuoraId'
> & { readonly detail: string | undefined; readonly zuoraRequestId: string | undefined };

const recordSchema = z.object({
  identity: z.string(),
  operation: z.string(),
  commandHash: z.string(),
  state: z.enum(['open', 'done']),
  owner: z.string(),
  freeAt: z.number(),
  messageId: z.string(),
  epoch: z.number(),
  attempts: z.number(),
  tally: z.object({
    unknown: z.boolean(),
    unknownAnswers: z.number(),
    internalErrors: z.number(),
    keyMismatches: z.number(),
  }),
  outcome: z.optional(z.string()),
  reason: z.optional(z.string()),
  zuoraId: z.optional(z.string()),
});

const isAbsent = 'attribute_not_exists(#identity)';
const isMine = '#owner = :owner';
const isFree = '#state = :open AND #freeAt <= :now';
const isSameCommand = '#commandHash = :commandHash';
const isUnchanged = '#owner = :previousOwner';

export class Ledger {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #retention: number;
  readonly #now: () => number;

  /** @param retention milliseconds that a record is kept after its last write */
  constructor(client: DynamoDBClient, table: string, retention: number, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#retention = retention;
    this.#now = now;
  }

  /** Takes the record of an event for one attempt; where that fails, tells how the record stands. */
  async claim(claim: Claim): Promise<LedgerRecord | Standing> {
    const claimed = await this.#update({
      identity: claim.event.identity,
      condition: `${isAbsent} OR (${isFree} AND ${isSameCommand}) OR ${isMine}`,
      operands: { open: 'open', now: this.#now() },
      set: fieldsOf(claim),
      setOnce: { messageId: claim.messageId, epoch: 0, attempts: 0, tally: emptyTally },
    });
    if (claimed) return claimed;
    const record = await this.#read(claim.event.identity);
    const standing = standingOf(record, claim.event.commandHash, this.#now());
    return standing.is === 'replaceable' ? this.#replace(standing.record, claim) : standing;
  }

  /** @returns false when another attempt has taken the record meanwhile */
  async settle({ event, owner }: Claim, settlement: Settlement): Promise<boolean> {
    const settled = await this.#update({
      identity: event.identity,
      condition: isMine,
      operands: { owner },
      set: { ...settlement },
    });
    return settled !== undefined;
  }

  /** Puts the corrected command of an event that failed for good in the place of the first, under the next key. */
  async #replace(record: LedgerRecord, claim: Claim): Promise<LedgerRecord | Standing> {
    const replaced = await this.#update({
      identity: record.identity,
      condition: `${isFree} AND ${isUnchanged}`,
      operands: { open: 'open', now: this.#now(), previousOwner: record.owner },
      set: { ...fieldsOf(claim), epoch: record.epoch + 1, attempts: 0, tally: emptyTally },
    });
    return replaced ?? { is: 'free' };
  }

  async #read(identity: string): Promise<LedgerRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ identity }), ConsistentRead: true }),
    );
    return Item && recordSchema.parse(unmarshall(Item));
  }

  /** @returns the record as it is now, or undefined when the condition failed */
  async #update({ identity, condition, operands, set, setOnce = {} }: Update): Promise<LedgerRecord | undefined> {
    const expiresAt = Math.floor((this.#now() + this.#retention) / 1000);
    const fields = Object.entries({ ...set, expiresAt });
    const kept = fields.filter(([, value]) => value !== undefined).map(([name]) => `#${name} = :${name}`);
    const erased = fields.filter(([, value]) => value === undefined).map(([name]) => `#${name}`);
    const once = Object.keys(setOnce).map((name) => `#${name} = if_not_exists(#${name}, :${name})`);
    const expression = `SET ${[...kept, ...once].join(', ')}${erased.length > 0 ? ` REMOVE ${erased.join(', ')}` : ''}`;
    try {
      const { Attributes = {} } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#table,
          Key: marshall({ identity }),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: namesIn(`${expression} ${condition}`),
          ExpressionAttributeValues: valuesOf({ ...set, ...setOnce, ...operands, expiresAt }),
          ReturnValues: 'ALL_NEW',
        }),
      );
      return recordSchema.parse(unmarshall(Attributes));
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }
}

interface Update {
  readonly identity: string;
  readonly condition: string;
  readonly operands: Record<string, unknown>;
  readonly set: Record<string, unknown>;
  /** Set only where the record has none yet. */
  readonly setOnce?: Record<string, unknown>;
}

function fieldsOf({ operation, event, owner, freeAt }: Claim): Record<string, unknown> {
  const { commandHash, eventId, source, time, correlationId, requestedBy, requestReason } = event;
  const audit = { eventId, source, time, correlationId, requestedBy, requestReason };
  return { operation, commandHash, ...audit, state: 'open', owner, freeAt };
}

/** Every name goes in by a placeholder, since many are reserved words of DynamoDB. */
function namesIn(expressions: string): Record<string, string> {
  return Object.fromEntries(
    [...expressions.matchAll(/#(\w+)/g)].map(([placeholder, name = '']) => [placeholder, name]),
  );
}

function valuesOf(values: Record<string, unknown>) {
  const placeholders = Object.entries(values).map(([name, value]) => [`:${name}`, value]);
  return marshall(Object.fromEntries(placeholders), { removeUndefinedValues: true });
}

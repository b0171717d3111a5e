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
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Settings } from '../settings.ts';
import type { Course } from './course.ts';
import { emptyTally } from './decide.ts';
import type { ReceivedEvent } from './event.ts';
import { type LedgerRecord, type Obstacle, recordOf, recordVersion, standingOf } from './ledger-record.ts';
import { isApplied } from './outcome.ts';

export interface Claim {
  readonly operation: string;
  readonly event: ReceivedEvent<unknown>;
  /** The message's ID: the idempotency key, if this is the event's first. */
  readonly messageId: string;
  /** Random, one for each attempt: an SDK's own repeat of a claim must not fail against itself. */
  readonly owner: string;
  /** Until when nobody else may take the record. */
  readonly freeAt: number;
}

/** What an attempt leaves behind. */
export interface Settlement {
  readonly course: Course;
  readonly epoch: number;
  readonly zuoraRequestId: string | undefined;
  /** The entity that the latest call was made in. */
  readonly entityId: string | undefined;
}

const isAbsent = 'attribute_not_exists(#identity)';
const isMine = '#owner = :owner';
const isFree = '#state = :open AND #freeAt <= :now';
const isSameCommand = '#commandHash = :commandHash';
const isUnchanged = '#owner = :previousOwner';
/** Not a later release's, as after a rollback, in a form that this one would destroy. */
const isReadable = '(attribute_not_exists(#version) OR #version <= :version)';
const noteCutOff = '#cutOff = if_not_exists(#unsettled, :no)';

export class Ledger {
  readonly #client: DynamoDBClient;
  readonly #settings: Settings;
  readonly #now: () => number;

  constructor(client: DynamoDBClient, settings: Settings, now: () => number) {
    this.#client = client;
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Takes the record of an event for one attempt; where that fails, tells how the record stands.
   *
   * @throws AccessError `newer-record`
   */
  async claim(claim: Claim): Promise<LedgerRecord | Obstacle> {
    const claimed = await this.#update({
      identity: claim.event.identity,
      condition: `${isAbsent} OR (${isFree} AND ${isSameCommand})`,
      operands: { open: 'open', now: this.#now(), no: false },
      set: fieldsOf(claim),
      setOnce: { messageId: claim.messageId, epoch: 0, attempts: 0, tally: emptyTally },
      also: noteCutOff,
    });
    return claimed ?? this.#withoutClaim(claim);
  }

  /** @returns false when another attempt has taken the record meanwhile */
  async settle({ event, owner }: Claim, { course, epoch, zuoraRequestId, entityId }: Settlement): Promise<boolean> {
    const { outcome, reason, detail, zuoraId, attempts, tally, freeAt } = course;
    const state = isApplied(outcome) ? 'done' : 'open';
    const findings = { outcome, reason, detail, zuoraId, zuoraRequestId, entityId };
    const settled = await this.#update({
      identity: event.identity,
      condition: isMine,
      operands: { owner },
      set: { ...findings, state, attempts, tally, freeAt, epoch, unsettled: false },
    });
    return settled !== undefined;
  }

  async #withoutClaim(claim: Claim): Promise<LedgerRecord | Obstacle> {
    const record = await this.#read(claim.event.identity);
    // The SDK has sent the claim twice, and the second found the first.
    if (record?.unsettled && record.owner === claim.owner) return record;
    const standing = standingOf(record, claim.event.commandHash, this.#now());
    return standing.is === 'replaceable' ? this.#replace(standing.record, claim) : standing;
  }

  /** Puts the corrected command of an event that failed for good in the place of the first, under the next key. */
  async #replace(record: LedgerRecord, claim: Claim): Promise<LedgerRecord | Obstacle> {
    const replaced = await this.#update({
      identity: record.identity,
      condition: `${isFree} AND ${isUnchanged}`,
      operands: { open: 'open', now: this.#now(), previousOwner: record.owner },
      set: { ...fieldsOf(claim), epoch: record.epoch + 1, attempts: 0, tally: emptyTally, cutOff: false },
    });
    return replaced ?? this.#withoutClaim(claim);
  }

  async #read(identity: string): Promise<LedgerRecord | undefined> {
    const command = new GetItemCommand({
      TableName: this.#settings.ledger,
      Key: marshall({ identity }),
      ConsistentRead: true,
    });
    const { Item } = await this.#client.send(command, this.#inTime());
    return Item && recordOf(Item);
  }

  /** @returns the record as it is now, or undefined when the condition failed */
  async #update({ identity, condition, operands, set, setOnce = {}, also }: Update): Promise<LedgerRecord | undefined> {
    const expiresAt = Math.floor((this.#now() + this.#settings.ledgerRetention) / 1000);
    const stamped = { ...set, version: recordVersion, expiresAt };
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
      return recordOf(Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  #inTime(): { abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#settings.awsTimeout) };
  }
}

interface Update {
  readonly identity: string;
  readonly condition: string;
  readonly operands: Record<string, unknown>;
  /** A value of `undefined` erases what an earlier attempt left. */
  readonly set: Record<string, unknown>;
  /** Set only where the record has none yet. */
  readonly setOnce?: Record<string, unknown>;
  /** One more assignment, from values that the record has. */
  readonly also?: string;
}

function fieldsOf({ operation, event, owner, freeAt }: Claim): Record<string, unknown> {
  const { commandHash, eventId, source, time, correlationId, requestedBy, requestReason } = event;
  const audit = { eventId, source, time, correlationId, requestedBy, requestReason };
  return { operation, commandHash, ...audit, state: 'open', owner, freeAt, unsettled: true };
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

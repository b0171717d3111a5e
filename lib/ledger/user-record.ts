/**
 * The record of every user in the ledger, which puts the events about one user in their order.
 *
 * A standard queue delivers in any order, and several at once. A user's record is held by one delivery at a time, from
 * before it looks at Zuora until its last call is over, and remembers what counts for the user in each entity.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { Settings } from '../settings.ts';
import { sha256 } from '../sha256.ts';
import { fieldsOf, type LedgerItem } from './ledger-item.ts';
import { LedgerTable } from './ledger-table.ts';
import { type AccessChange, isSuperseded, type Precedent, precedentAfter, precedentBefore } from './precedence.ts';

/** What a delivery may do while it holds a user's record. */
export interface UserLease {
  readonly change: AccessChange;
  /** Entities for which something newer counts. */
  readonly superseded: ReadonlySet<string>;
  /** Entities in which a request of ours may be pending. */
  readonly requested: ReadonlySet<string>;
  readonly owner: string;
  readonly precedents: Precedents;
}

/** By entity id. */
type Precedents = Readonly<Record<string, Precedent>>;

/** Another delivery holds the record. */
export interface Held {
  /** Milliseconds since the epoch, at the latest. */
  readonly until: number;
}

const schema = z.object({
  owner: z.string(),
  freeAt: z.number(),
  precedents: z.record(
    z.string(),
    z.object({
      operation: z.string(),
      gives: z.boolean(),
      time: z.number(),
      takenAt: z.optional(z.number()),
      requested: z.boolean(),
    }),
  ),
});

export class UserRecords {
  readonly #table: LedgerTable;
  readonly #now: () => number;

  constructor(client: DynamoDBClient, settings: Settings, now: () => number) {
    this.#table = new LedgerTable(client, settings, now);
    this.#now = now;
  }

  /**
   * Takes the record of the user whom a change is about.
   *
   * @param owner random, one for each attempt
   * @param freeAt until when nobody else may take the record; milliseconds since the epoch
   * @throws ServiceError `newer-record`
   */
  async take(change: AccessChange, owner: string, freeAt: number): Promise<UserLease | Held> {
    const identity = identityOf(change);
    const known = readRecord(await this.#table.read(identity));
    if (known && known.freeAt > this.#now()) return { until: known.freeAt };
    const turn = leaseOf(change, owner, known?.precedents ?? {});
    const taken = await this.#table.update({
      identity,
      // Whoever outlived his turn may give the record back at this very moment: then it is free from another time on.
      condition: known ? '#owner = :previousOwner AND #freeAt = :previousFreeAt' : 'attribute_not_exists(#owner)',
      operands: known ? { previousOwner: known.owner, previousFreeAt: known.freeAt } : {},
      set: { owner, freeAt, precedents: turn.precedents },
    });
    if (taken) return turn;
    const other = readRecord(await this.#table.read(identity));
    // The SDK has sent the update twice, and the second found the first.
    return other?.owner === owner ? turn : { until: other?.freeAt ?? this.#now() };
  }

  /**
   * Gives the record back.
   *
   * @param wasMade whether Zuora is now as the change asks, but for what is superseded
   * @param freeAt when Zuora has surely stopped working on it; milliseconds since the epoch
   */
  async release(turn: UserLease, wasMade: boolean, freeAt: number): Promise<void> {
    const { change, owner, precedents } = turn;
    const made = wasMade ? counting(turn).map((id) => [id, precedentAfter(change, precedents[id])]) : [];
    await this.#table.update({
      identity: identityOf(change),
      condition: '#owner = :owner',
      operands: { owner },
      set: { freeAt, precedents: { ...precedents, ...Object.fromEntries(made) } },
    });
  }
}

function leaseOf(change: AccessChange, owner: string, known: Precedents): UserLease {
  const superseded = new Set(change.entityIds.filter((id) => isSuperseded(change, known[id])));
  const requested = new Set(change.entityIds.filter((id) => known[id]?.requested));
  const begun = counting({ change, superseded }).map((id) => [id, precedentBefore(change, known[id])]);
  return { change, superseded, requested, owner, precedents: { ...known, ...Object.fromEntries(begun) } };
}

/** The entities for which nothing newer counts. */
function counting({ change, superseded }: Pick<UserLease, 'change' | 'superseded'>): readonly string[] {
  return change.entityIds.filter((id) => !superseded.has(id));
}

function readRecord(item: LedgerItem | undefined) {
  return item && schema.parse(fieldsOf(item));
}

/** Letters' case tells no two users apart. */
function identityOf({ username }: AccessChange): string {
  return sha256(['user', username.toLowerCase()]);
}

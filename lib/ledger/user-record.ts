/**
 * The record of every user in the ledger, which puts the events about one user in their order.
 *
 * A standard queue delivers in any order, and several messages at once. One delivery at a time holds a user's record, from
 * before it looks at Zuora until its last call is over. The record remembers the event that counts in each entity.
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
  /** Entities for which a newer event counts. */
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
  /** When its lease expires at the latest; milliseconds since the epoch. */
  readonly until: number;
}

/** The fields under the names that they have in DynamoDB. */
const stored = z.object({
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

type Stored = z.infer<typeof stored>;

export class UserRecords {
  readonly #table: LedgerTable;
  readonly #now: () => number;

  constructor(client: DynamoDBClient, settings: Settings, now: () => number) {
    this.#table = new LedgerTable(client, settings, now);
    this.#now = now;
  }

  /**
   * Acquires the record of the user whom a change is about.
   *
   * @param owner random, one for each attempt
   * @param leaseExpiresAt until when no other delivery may acquire the record; milliseconds since the epoch
   * @throws ServiceError `newer-record`
   */
  async acquire(change: AccessChange, owner: string, leaseExpiresAt: number): Promise<UserLease | Held> {
    const identity = identityOf(change);
    const known = readRecord(await this.#table.read(identity));
    if (known && known.freeAt > this.#now()) return { until: known.freeAt };
    const lease = leaseOf(change, owner, precedentsOf(known));
    const acquired = await this.#table.update({
      identity,
      // An owner whose lease has expired may release the record at this very moment, which changes `freeAt`.
      condition: known ? '#owner = :previousOwner AND #freeAt = :previousFreeAt' : 'attribute_not_exists(#owner)',
      operands: known ? { previousOwner: known.owner, previousFreeAt: known.freeAt } : {},
      set: { owner, freeAt: leaseExpiresAt, precedents: storedPrecedents(lease.precedents) },
    });
    if (acquired) return lease;
    const other = readRecord(await this.#table.read(identity));
    // The SDK has sent the update twice, and the second found the first.
    return other?.owner === owner ? lease : { until: other?.freeAt ?? this.#now() };
  }

  /**
   * Releases the record.
   *
   * @param wasMade whether Zuora is now as the change asks, except in superseded entities
   * @param quietAt when Zuora has surely stopped working on the change; milliseconds since the epoch
   */
  async release(lease: UserLease, wasMade: boolean, quietAt: number): Promise<void> {
    const { change, owner, precedents } = lease;
    const made = wasMade ? counting(lease).map((id) => [id, precedentAfter(change, precedents[id])]) : [];
    await this.#table.update({
      identity: identityOf(change),
      condition: '#owner = :owner',
      operands: { owner },
      set: { freeAt: quietAt, precedents: storedPrecedents({ ...precedents, ...Object.fromEntries(made) }) },
    });
  }
}

function leaseOf(change: AccessChange, owner: string, known: Precedents): UserLease {
  const superseded = new Set(change.entityIds.filter((id) => isSuperseded(change, known[id])));
  const requested = new Set(change.entityIds.filter((id) => known[id]?.requested));
  const begun = counting({ change, superseded }).map((id) => [id, precedentBefore(change, known[id])]);
  return { change, superseded, requested, owner, precedents: { ...known, ...Object.fromEntries(begun) } };
}

/** The entities in which no newer event counts. */
function counting({ change, superseded }: Pick<UserLease, 'change' | 'superseded'>): readonly string[] {
  return change.entityIds.filter((id) => !superseded.has(id));
}

function readRecord(item: LedgerItem | undefined): Stored | undefined {
  return item && stored.parse(fieldsOf(item));
}

function precedentsOf(record: Stored | undefined): Precedents {
  return Object.fromEntries(
    Object.entries(record?.precedents ?? {}).map(([id, { gives, takenAt, ...precedent }]) => [
      id,
      { ...precedent, grants: gives, revokedAt: takenAt },
    ]),
  );
}

function storedPrecedents(precedents: Precedents): Stored['precedents'] {
  return Object.fromEntries(
    Object.entries(precedents).map(([id, { grants, revokedAt, ...precedent }]) => [
      id,
      { ...precedent, gives: grants, takenAt: revokedAt },
    ]),
  );
}

/** The case of letters tells no two users apart. */
function identityOf({ username }: AccessChange): string {
  return sha256(['user', username.toLowerCase()]);
}

/**
 * The record of every user in the ledger, which puts the events about one user in their order.
 *
 * A standard queue delivers in any order, and several messages at once. One delivery at a time holds a user's record, from
 * before it looks at Zuora until its last call is over. The record remembers the event that counts in each entity.
 *
 *   acquire: the lease, and the event among the open ones. A revocation counts from here on.
 *   release: what the attempt did, and the event no longer open. A grant counts from here on.
 *
 * An event that is still open after its lease has expired was cut off before its release. If the ledger has its answer,
 * that counts. Otherwise its requests may be pending. An event whose own record could not be written stays open as made.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { spellingOf } from '../login.ts';
import type { Settings } from '../settings.ts';
import { counting, leaseOf, refusalOf, type UserLease, type UserRefusal } from './lease.ts';
import { recordOf } from './ledger-record.ts';
import { LedgerTable, ledgerTable, type Update } from './ledger-table.ts';
import { type AccessChange, type Precedent, precedentAfter, precedentBefore } from './precedence.ts';
import {
  eventAttributes,
  keepUntil,
  type OpenEvent,
  precedentAttributes,
  precedentOf,
  type UserItem,
  userIdentity,
  userItemOf,
} from './user-item.ts';
import { endedEvents, pruned } from './user-item-bound.ts';

/** What an attempt did. */
export interface Attempted {
  /** Whether Zuora is now as the change asks, except in superseded entities. */
  readonly isMade: boolean;
  /** Whether the event's own record has the outcome. */
  readonly isSettled: boolean;
  /** Entities in which a look showed the access. */
  readonly seen: ReadonlySet<string>;
  /** Whether the event's request may be pending in Zuora. */
  readonly isSent: boolean;
  /** The login as Zuora knows it, where a look found the user. */
  readonly username?: string | undefined;
  /** When Zuora has surely stopped working on the attempt; milliseconds since the epoch. */
  readonly quietAt: number;
}

export class UserRecords {
  readonly #table: LedgerTable;
  readonly #settings: Settings;
  readonly #now: () => number;

  constructor(client: DynamoDBClient, settings: Settings, now: () => number) {
    this.#table = new LedgerTable(client, ledgerTable(settings), now);
    this.#settings = settings;
    this.#now = now;
  }

  /**
   * Acquires the record of the user whom a change is about.
   *
   * @param owner random, one for each attempt
   * @param leaseExpiresAt until when no other delivery may acquire the record; milliseconds since the epoch
   * @throws ServiceError `newer-record`
   */
  async acquire(
    username: string,
    change: AccessChange,
    owner: string,
    leaseExpiresAt: number,
  ): Promise<UserLease | UserRefusal> {
    const identity = userIdentity(username);
    const known = await this.#read(identity);
    if (known && known.leaseExpiresAt > this.#now()) return { is: 'held' };
    const precedents = await this.#withCutOff(known);
    const counts = leaseOf(change, precedents, known?.revokedBefore, madeEventOf(known, change)?.entityIds);
    const lease: UserLease = { identity, owner, spelling: known?.spelling, ...counts };
    const refusal = refusalOf(lease, this.#now());
    if (refusal) return refusal;
    const acquired = await this.#table.update({
      kind: 'user',
      identity,
      // An owner whose lease has expired may release the record at this very moment, which changes `freeAt`.
      condition: known ? '#owner = :previousOwner AND #freeAt = :previousFreeAt' : 'attribute_not_exists(#owner)',
      operands: known ? { previousOwner: known.owner, previousFreeAt: known.leaseExpiresAt } : {},
      ...this.#acquiring(lease, leaseExpiresAt, known),
    });
    if (acquired) return lease;
    // The SDK may have sent the update twice, and the second found the first.
    const other = await this.#read(identity);
    return other?.owner === owner ? lease : { is: 'held' };
  }

  /** Records what an attempt did, and ends its lease. A lease that another delivery has acquired since is left alone. */
  async release(lease: UserLease, attempted: Attempted): Promise<void> {
    const { change, identity, owner } = lease;
    const now = this.#now();
    const after = begun(lease).map(([id, precedent]) => {
      const effect = { ...attempted, isSeen: attempted.seen.has(id), now };
      return [id, precedentAfter(change, precedent, effect)] as const;
    });
    // Another event of the same time may take its place in the precedents before it comes back.
    const isMadeAlone = change.grants && attempted.isMade && !attempted.isSettled;
    const openEvent = isMadeAlone ? openEventOf(lease, now, true) : undefined;
    const kept = new Map(after.filter(([id, precedent]) => lease.precedents.has(id) || isWorthKeeping(precedent)));
    await this.#table.update({
      kind: 'user',
      identity,
      condition: '#owner = :owner',
      operands: { owner },
      set: {
        freeAt: now,
        ...(attempted.username !== undefined && { spelling: spellingOf(attempted.username) }),
        ...precedentAttributes(kept),
        ...eventAttributes(new Map([[change.event, openEvent]])),
      },
      keepUntil: keepUntil([...lease.precedents.values(), ...kept.values()]),
    });
  }

  /** What acquiring writes: the lease, the open event, the revocation that begins to count, and what is to be forgotten. */
  #acquiring(lease: UserLease, leaseExpiresAt: number, known: UserItem | undefined): Pick<Update, 'set' | 'keepUntil'> {
    const { change, owner } = lease;
    const now = this.#now();
    const forgetBefore = now - this.#settings.ledgerRetention;
    const openEvent = openEventOf(lease, now, madeEventOf(known, change) !== undefined);
    const after = new Map([...lease.precedents, ...begun(lease).filter(([, precedent]) => isWorthKeeping(precedent))]);
    const { entityIds, revokedBefore } = pruned(after, forgetBefore, now);
    const forgotten = entityIds.filter((id) => !change.entityIds.includes(id));
    for (const id of forgotten) after.delete(id);
    const written = [...after].filter(
      ([id, precedent]) => known?.isOfVersion1 || known?.precedents.get(id) !== precedent,
    );
    const ended = endedEvents(known?.openEvents ?? new Map(), forgetBefore);
    return {
      set: {
        owner,
        freeAt: leaseExpiresAt,
        precedents: undefined,
        revokedBefore: latest(lease.revokedBefore, revokedBefore),
        ...precedentAttributes(new Map([...written, ...forgotten.map((id) => [id, undefined] as const)])),
        ...eventAttributes(new Map([...ended.map((id) => [id, undefined] as const), [change.event, openEvent]])),
      },
      keepUntil: keepUntil(after.values()),
    };
  }

  /** The precedents, with what attempts did that were cut off. */
  async #withCutOff(known: UserItem | undefined): Promise<ReadonlyMap<string, Precedent>> {
    const precedents = new Map(known?.precedents);
    for (const [event, { begunAt, isMade: isKnown, ...change }] of known?.openEvents ?? []) {
      if (isKnown) continue;
      const answer = await this.#table.read(event);
      const isMade = answer !== undefined && recordOf(answer).state === 'done';
      const isSent = change.grants;
      const effect = { isMade, isSeen: false, isSent, quietAt: 0, now: begunAt };
      for (const id of change.entityIds) {
        precedents.set(id, precedentAfter({ ...change, event }, precedentOf(known, id), effect));
      }
    }
    return precedents;
  }

  async #read(identity: string): Promise<UserItem | undefined> {
    const item = await this.#table.read(identity);
    return item && userItemOf(item);
  }
}

/** The precedents of the entities that the event changes, while the attempt is under way. */
function begun(lease: UserLease): (readonly [string, Precedent])[] {
  return counting(lease).map((id) => [id, precedentBefore(lease.change, precedentOf(lease, id))]);
}

/** The event, if Zuora accepted it before and its own record lacks that. */
function madeEventOf(known: UserItem | undefined, { event }: AccessChange): OpenEvent | undefined {
  const open = known?.openEvents.get(event);
  return open?.isMade ? open : undefined;
}

function openEventOf(lease: UserLease, begunAt: number, isMade: boolean): OpenEvent {
  const { operation, grants, time } = lease.change;
  return { operation, grants, time, entityIds: counting(lease), begunAt, ...(isMade && { isMade }) };
}

function isWorthKeeping({ operation, requestedAt, unansweredUntil }: Precedent): boolean {
  return operation !== '' || requestedAt !== undefined || unansweredUntil !== undefined;
}

function latest(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? (one ?? other) : Math.max(one, other);
}

/**
 * The linked accounts, in a table of their own. One delivery at a time holds an account, from before it looks at Zuora until
 * its last call is over.
 *
 *   acquire: the lease, and what the event says. It counts from here on.
 *   record:  what was learned so far, under the same lease.
 *   release: what was learned, and the change no longer open.
 *
 * A change that is still open after its lease has expired was cut off: its write may have reached Zuora. If the event's own
 * record has the answer, that counts.
 */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { recordOf } from '../ledger/ledger-record.ts';
import { LedgerTable, ledgerTable } from '../ledger/ledger-table.ts';
import { userIdentity, userItemOf } from '../ledger/user-item.ts';
import type { Settings } from '../settings.ts';
import { bounded, hasTooManyAssignments } from './account-bound.ts';
import { changed } from './account-change.ts';
import { changeAttribute, changedAttributes, type LinkedAccount, linkedAccountOf } from './account-item.ts';
import { type Answer, afterWrite, type Write } from './entity-access.ts';
import { withFormerRecord } from './former-record.ts';
import type { OpenChange, SaidChange } from './open-change.ts';

/** An event that says something about an account. */
export interface SaidEvent {
  /** The event's identity in the ledger. */
  readonly event: string;
  readonly change: SaidChange;
}

export interface AccountLease {
  readonly event: string;
  /** The item's key. */
  readonly identity: string;
  readonly owner: string;
  /** What the item has. */
  readonly stored: LinkedAccount;
  /** The account with all that was said, by events that were cut off and by this one. */
  readonly known: LinkedAccount;
}

export type AccountRefusal =
  /** Another delivery holds it. */
  | { readonly is: 'held' }
  /** So many attempts were cut off that the item has no room for one more. */
  | { readonly is: 'full' }
  /** The account has as many assignments as it may have. */
  | { readonly is: 'too-many-assignments' };

type AccountSettings = Pick<Settings, 'ledger' | 'accounts' | 'ledgerRetention' | 'awsTimeout'>;

/** An item has 400 KB, and a change names at most 100 entities, or 100 assignments. */
const maxOpenChanges = 16;
const maxOpenChangeBytes = 64 * 1024;

export class LinkedAccounts {
  readonly #accounts: LedgerTable;
  readonly #events: LedgerTable;
  readonly #now: () => number;
  readonly #uuid: () => string;

  constructor(client: DynamoDBClient, settings: AccountSettings, now: () => number, uuid: () => string) {
    const { ledgerRetention: retention, awsTimeout: timeout } = settings;
    this.#accounts = new LedgerTable(client, { name: settings.accounts, retention, timeout }, now);
    this.#events = new LedgerTable(client, ledgerTable(settings), now);
    this.#now = now;
    this.#uuid = uuid;
  }

  /**
   * Acquires the account of a login.
   *
   * @param owner random, one for each attempt
   * @param leaseExpiresAt until when no other delivery may acquire the account; milliseconds since the epoch
   * @throws ServiceError `newer-record`
   */
  async acquire(
    login: string,
    said: SaidEvent,
    owner: string,
    leaseExpiresAt: number,
  ): Promise<AccountLease | AccountRefusal> {
    const identity = userIdentity(login);
    const now = this.#now();
    const open: OpenChange = { change: said.change, begunAt: now, owner };
    const item = await this.#accounts.update({
      kind: 'account',
      identity,
      // The SDK may send the update twice, and the second finds the first.
      condition: 'attribute_not_exists(#owner) OR #freeAt <= :now OR #owner = :owner',
      operands: { now },
      set: { owner, freeAt: leaseExpiresAt },
      // An earlier attempt at the event may have been cut off: what it began is not forgotten.
      setOnce: { id: this.#uuid(), ...changeAttribute(said.event, open) },
      keepUntil: Infinity,
    });
    if (!item) return { is: 'held' };
    const stored = linkedAccountOf(item);
    const lease = { event: said.event, identity, owner, stored, known: stored };
    if (isFull(stored)) return this.#refuse(lease, 'full');
    const remembered = stored.isTakenOver ? stored : await this.#takenOver(identity, stored);
    if (!remembered) return this.#refuse(lease, 'held');
    const known = withSaid(await this.#withCutOff(remembered, said.event, owner), said.change);
    const assigns = said.change.kind === 'request' || said.change.kind === 'approve';
    if (assigns && hasTooManyAssignments(known.account, now)) return this.#refuse(lease, 'too-many-assignments');
    return { ...lease, known: bounded(known, now) };
  }

  /** Leaves the account as it was. */
  async #refuse(lease: AccountLease, is: AccountRefusal['is']): Promise<AccountRefusal> {
    await this.release(lease, lease.stored);
    return { is };
  }

  /**
   * The account with what an earlier release remembered of the user. That release leaves the user alone from here on.
   *
   * @returns undefined if a delivery of that release holds the user
   */
  async #takenOver(identity: string, stored: LinkedAccount): Promise<LinkedAccount | undefined> {
    const item = await this.#events.read(identity);
    // One without an owner only says that there was nothing to take over.
    const former = item && 'owner' in item ? userItemOf(item) : undefined;
    if (former && former.leaseExpiresAt > this.#now()) return undefined;
    const isTaken = await this.#events.update({
      kind: 'user',
      identity,
      condition: former ? '#owner = :previousOwner AND #freeAt = :previousFreeAt' : 'attribute_not_exists(#owner)',
      operands: former ? { previousOwner: former.owner, previousFreeAt: former.leaseExpiresAt } : {},
      set: {},
      keepUntil: Infinity,
    });
    return isTaken && withFormerRecord(stored, former);
  }

  /**
   * Writes what was learned so far.
   *
   * @returns undefined if another delivery has acquired the account meanwhile
   */
  async record(lease: AccountLease, learned: LinkedAccount): Promise<AccountLease | undefined> {
    const isMine = await this.#write(lease, learned, {});
    return isMine ? { ...lease, stored: learned, known: learned } : undefined;
  }

  /**
   * Writes what was learned, and ends the lease.
   *
   * @returns false if another delivery has acquired the account meanwhile; it is left alone then
   */
  async release(lease: AccountLease, learned: LinkedAccount): Promise<boolean> {
    return this.#write(lease, withoutChange(learned, lease.event), { freeAt: this.#now() });
  }

  async #write(
    { identity, owner, stored }: AccountLease,
    learned: LinkedAccount,
    lease: { readonly freeAt?: number },
  ): Promise<boolean> {
    const written = await this.#accounts.update({
      kind: 'account',
      identity,
      condition: '#owner = :owner',
      operands: { owner },
      set: { ...lease, ...changedAttributes(stored, learned) },
      keepUntil: Infinity,
    });
    return written !== undefined;
  }

  /**
   * The account with what attempts said, and may have done, that were cut off.
   *
   * @param event stays open, because its next attempt is about to begin
   */
  async #withCutOff(stored: LinkedAccount, event: string, owner: string): Promise<LinkedAccount> {
    let linked = stored;
    for (const [cutOff, open] of stored.openChanges) {
      if (open.owner === owner) continue;
      const answer = await this.#events.read(cutOff);
      const isDone = answer !== undefined && recordOf(answer).state === 'done';
      linked = withAttempt(withSaid(linked, open.change), open, isDone);
      if (cutOff !== event) linked = withoutChange(linked, cutOff);
    }
    return linked;
  }
}

function isFull({ openChanges }: LinkedAccount): boolean {
  const bytes = () => Buffer.byteLength(JSON.stringify([...openChanges]));
  return openChanges.size > maxOpenChanges || (openChanges.size > 1 && bytes() > maxOpenChangeBytes);
}

function withSaid(linked: LinkedAccount, change: SaidChange): LinkedAccount {
  return { ...linked, account: changed(linked.account, change) };
}

/** What an attempt did in each entity, as far as its end is known. */
function withAttempt(linked: LinkedAccount, { change, begunAt }: OpenChange, isDone: boolean): LinkedAccount {
  const access = new Map(linked.access);
  const answer: Answer = isDone ? { is: 'accepted' } : { is: 'unknown', until: begunAt };
  for (const id of change.entityIds) {
    access.set(id, afterWrite(access.get(id) ?? {}, writes[change.kind], answer, false, begunAt));
  }
  return { ...linked, access };
}

/** What the attempts at a change write. */
const writes: Readonly<Record<SaidChange['kind'], Write>> = {
  ...{ request: 'request', approve: 'approve', unblock: 'request', end: 'deny', order: 'deny' },
};

/** The account without an open change: its attempt is over. */
function withoutChange(linked: LinkedAccount, event: string): LinkedAccount {
  const openChanges = new Map(linked.openChanges);
  openChanges.delete(event);
  return { ...linked, openChanges };
}

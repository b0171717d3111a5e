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
import { fieldsOf, type LedgerItem } from '../ledger/ledger-item.ts';
import { LedgerTable, ledgerTable, type Update } from '../ledger/ledger-table.ts';
import { userIdentity } from '../ledger/user-item.ts';
import type { Settings } from '../settings.ts';
import type { Account } from './account.ts';
import { retractedEntities } from './account-change.ts';
import { bounded, hasTooManyAssignments } from './account-bound.ts';
import {
  changeAttribute,
  changedAttributes,
  changeName,
  dueAttributes,
  type LinkedAccount,
  linkedAccountOf,
} from './account-item.ts';
import { withoutChange, withSaid } from './cut-off.ts';
import { isContradicted, isOutdated } from './decision-order.ts';
import { dueAfterEvent, nextDue } from './due.ts';
import { EarlierWork } from './earlier-work.ts';
import { type AccountLease, type AccountRefusal, isFirstAttempt, type NotDue, type SaidEvent } from './lease.ts';
import { areTooMany, type OpenChange, type SaidChange } from './open-change.ts';

type AccountSettings = Pick<Settings, 'ledger' | 'accounts' | 'ledgerRetention' | 'awsTimeout'>;

/** Stands for an event. There is one look at a time. */
const lookName = 'look';

interface Acquisition {
  readonly identity: string;
  readonly event: string;
  readonly change: OpenChange['change'];
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly begunAt: number;
  readonly leaseExpiresAt: number;
}

/** The end of a lease that is over: earlier than the clock of any machine. */
const free = 0;

/** When an account is due that is to be looked at as soon as it is free, by any clock. */
const atOnce = 0;

export class LinkedAccounts {
  readonly #accounts: LedgerTable;
  readonly #earlier: EarlierWork;
  readonly #now: () => number;
  readonly #uuid: () => string;

  constructor(client: DynamoDBClient, settings: AccountSettings, now: () => number, uuid: () => string) {
    const { ledgerRetention: retention, awsTimeout: timeout } = settings;
    this.#accounts = new LedgerTable(client, { name: settings.accounts, retention, timeout }, now);
    this.#earlier = new EarlierWork(new LedgerTable(client, ledgerTable(settings), now), now);
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
    const begun = { owner, begunAt: this.#now(), leaseExpiresAt };
    const acquisition = { identity, event: said.event, change: said.change, ...begun };
    const item = await this.#hold(acquisition, {
      // The SDK may send the update twice, and the second finds the first.
      condition: 'attribute_not_exists(#owner) OR #freeAt <= :now OR #owner = :owner',
      setOnce: { id: this.#uuid(), login },
      // No message of it comes back if this attempt is cut off. The clock of an operator's machine is not trusted.
      ...(said.change.kind === 'unblock' && { set: dueAttributes(atOnce) }),
    });
    const lease = await this.#known(acquisition, item);
    if ('is' in lease) return lease;
    const refusal = this.#refusalOf(said.change, lease.known.account);
    return refusal ? this.#refuse(lease, refusal) : lease;
  }

  /** What an account has no room for, or cannot be true. A decision takes the place of another, so it has room. */
  #refusalOf(change: SaidChange, account: Account): AccountRefusal['is'] | undefined {
    const assigns = change.kind === 'request' || change.kind === 'approve';
    if (assigns && hasTooManyAssignments(account, this.#now())) return 'too-many-assignments';
    return change.kind === 'decide' && isContradicted(change.decision, account) ? 'contradicted' : undefined;
  }

  /**
   * Acquires an account that is due, to look at it. A message may be doubled, or late.
   *
   * @param identity the item's key
   * @param dueAt when the account is due again, if this look is cut off; milliseconds since the epoch
   */
  async acquireDue(
    identity: string,
    owner: string,
    leaseExpiresAt: number,
    dueAt: number,
  ): Promise<AccountLease | AccountRefusal | NotDue> {
    const begun = { owner, begunAt: this.#now(), leaseExpiresAt };
    const acquisition = { identity, event: lookName, change: { kind: 'look' } as const, ...begun };
    const item = await this.#hold(acquisition, {
      // An item that is not there has no time at which it becomes free, or due.
      condition: '#freeAt <= :now AND #dueAt <= :now OR #owner = :owner',
      set: dueAttributes(dueAt),
    });
    if (item) return this.#known(acquisition, item);
    const known = await this.#accounts.read(identity);
    const isDue = known !== undefined && (linkedAccountOf(known).dueAt ?? Infinity) <= this.#now();
    return { is: isDue ? 'held' : 'not-due' };
  }

  /**
   * Acquires the account of an event that is done, if its change is still open there: the attempt that did it was cut off
   * before it released the account.
   *
   * @returns the lease, with what the event says; undefined if nothing is left to do
   * @throws ServiceError `newer-record`
   */
  async acquireUnreleased(
    login: string,
    event: string,
    owner: string,
    leaseExpiresAt: number,
  ): Promise<(AccountLease & { readonly said: SaidChange }) | AccountRefusal | undefined> {
    const identity = userIdentity(login);
    // A read costs less than an update whose condition fails, and most events that come again are released.
    const said = await this.#openChange(identity, event);
    if (said === undefined || said.kind === 'look') return undefined;
    const acquisition = { identity, event, change: said, owner, begunAt: this.#now(), leaseExpiresAt };
    const item = await this.#hold(acquisition, {
      condition: `attribute_exists(#${changeName(event)}) AND (#freeAt <= :now OR #owner = :owner)`,
    });
    if (!item) return (await this.#openChange(identity, event)) && { is: 'held' };
    return { ...(await this.#known(acquisition, item)), said };
  }

  async #openChange(identity: string, event: string): Promise<OpenChange['change'] | undefined> {
    const item = await this.#accounts.read(identity);
    return item && linkedAccountOf(item).openChanges.get(event)?.change;
  }

  /** @returns the item as it is now; undefined if another delivery holds the account, or there is none */
  #hold(
    { identity, event, change, owner, begunAt, leaseExpiresAt }: Acquisition,
    { condition, set, setOnce }: Pick<Update, 'condition' | 'setOnce'> & Partial<Pick<Update, 'set'>>,
  ): Promise<LedgerItem | undefined> {
    return this.#accounts.update({
      ...{ kind: 'account', identity, condition, operands: { now: begunAt } },
      set: { ...set, owner, freeAt: leaseExpiresAt },
      // An earlier attempt at the event may have been cut off: what it began is not forgotten.
      setOnce: { ...setOnce, ...changeAttribute(event, { change, begunAt, owner }) },
      keepUntil: Infinity,
    });
  }

  /** What is known of an account that an attempt holds. */
  async #known({ identity, event, change, owner, begunAt }: Acquisition, item: LedgerItem | undefined) {
    if (!item) return this.#held(identity);
    const stored = linkedAccountOf(item);
    const openSince = this.#openSince(event, stored);
    const held = { event, identity, owner, begunAt, openSince, isRetracting: false };
    const lease: AccountLease = { ...held, stored, known: stored };
    // A look closes what was cut off, so it is never one too many.
    const isOneMore = event !== lookName && isFirstAttempt(lease);
    if (isOneMore && areTooMany(stored.openChanges)) return this.#refuse(lease, 'full');
    const remembered = stored.isTakenOver ? stored : await this.#earlier.takenOver(identity, stored);
    if (!remembered) return this.#refuse(lease, 'held');
    const before = await this.#earlier.withCutOff(remembered, event, owner);
    const isRetracting = change.kind === 'request' && retractedEntities(before.account, change).length > 0;
    return { ...lease, isRetracting, known: bounded(withSaid(before, change), this.#now()) };
  }

  /** @throws ServiceError `newer-record`, where that is the reason */
  async #held(identity: string): Promise<AccountRefusal> {
    const item = await this.#accounts.read(identity);
    if (item) fieldsOf(item, 'account');
    return { is: 'held' };
  }

  /** Leaves the account as it was. What an earlier attempt at the event may have done is not forgotten. */
  async #refuse(lease: AccountLease, is: AccountRefusal['is']): Promise<AccountRefusal> {
    const { stored, event } = lease;
    const now = this.#now();
    // The messages of what was cut off may never come back.
    const due = is === 'full' ? dueAttributes(Math.min(now, stored.dueAt ?? now)) : {};
    const left = isFirstAttempt(lease) ? withoutChange(stored, event) : stored;
    await this.#write(lease, left, { freeAt: free, ...due });
    return { is };
  }

  /**
   * Writes what was learned so far.
   *
   * @returns undefined if another delivery has acquired the account meanwhile
   */
  async record(lease: AccountLease, learned: LinkedAccount): Promise<AccountLease | undefined> {
    // From here on the next attempt does not know it.
    const due = lease.isRetracting ? dueAttributes(this.#now()) : {};
    const isMine = await this.#write(lease, learned, due);
    return isMine ? { ...lease, stored: learned, known: learned } : undefined;
  }

  /**
   * Writes what was learned, and ends the lease.
   *
   * @param dueAt when the account is due next; milliseconds since the epoch. Left out, it follows from what was learned
   * @returns false if another delivery has acquired the account meanwhile; it is left alone then
   */
  async release(
    lease: AccountLease,
    learned: LinkedAccount,
    dueAt: number | undefined = this.#dueAfter(lease, learned),
  ): Promise<boolean> {
    const due = dueAt === lease.stored.dueAt ? {} : dueAttributes(dueAt);
    return this.#write(lease, withoutChange(learned, lease.event), { freeAt: free, ...due });
  }

  #dueAfter(
    { event, openSince, isRetracting, stored }: AccountLease,
    learned: LinkedAccount,
  ): number | undefined {
    const now = this.#now();
    if (event === lookName) return nextDue(learned, now, openSince);
    // The event brings only its own entities to what is to exist.
    if (isRetracting) return now;
    const { change } = stored.openChanges.get(event) ?? {};
    // Its rules may have taken the place of a baseline or an approval. It is not carried out, so a look is to end that access.
    if (change?.kind === 'decide' && isOutdated(change.decision, learned.account)) return now;
    return dueAfterEvent(stored, learned, now, openSince);
  }

  /** A look brings every entity to what is desired now, whatever was cut off before. */
  #openSince(event: string, { openChanges }: LinkedAccount): number {
    const now = this.#now();
    return event === lookName ? now : Math.min(now, ...[...openChanges.values()].map(({ begunAt }) => begunAt));
  }

  async #write(
    { identity, owner, stored }: AccountLease,
    learned: LinkedAccount,
    lease: Readonly<Record<string, unknown>>,
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
}

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
import { dueIndex } from '../due-index.ts';
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { LedgerTable, ledgerTable } from '../ledger/ledger-table.ts';
import { userIdentity } from '../ledger/user-item.ts';
import type { Settings } from '../settings.ts';
import { bounded } from './account-bound.ts';
import { changeName, type LinkedAccount } from './account-item.ts';
import { AccountTable, type Acquisition } from './account-table.ts';
import { withCorrection, withoutChange, withSaid } from './cut-off.ts';
import { dueAfterRelease, openSinceOf } from './due.ts';
import { dueAtOnce, dueAttributes } from './due-partitions.ts';
import { EarlierWork } from './earlier-work.ts';
import { lookName } from './entity-access.ts';
import { type AccountLease, type AccountRefusal, isFirstAttempt, type NotDue, type SaidEvent } from './lease.ts';
import { areTooMany, type OpenChange, type SaidChange } from './open-change.ts';
import { OtherLogins, otherLoginsOf } from './other-logins.ts';
import { refusalOf } from './refused-change.ts';
import { retractedEntities } from './retraction.ts';

type AccountSettings = Pick<Settings, 'ledger' | 'accounts' | 'ledgerRetention' | 'awsTimeout'>;

export class LinkedAccounts {
  readonly #table: AccountTable;
  readonly #earlier: EarlierWork;
  readonly #others: OtherLogins;
  readonly #now: () => number;
  readonly #uuid: () => string;

  constructor(client: Dynamodb, settings: AccountSettings, now: () => number, uuid: () => string) {
    this.#table = new AccountTable(client, settings, now);
    this.#others = new OtherLogins(this.#table);
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
    const stored = await this.#table.hold(acquisition, {
      // The client may send the update twice, and the second finds the first.
      anyOf: ['attribute_not_exists(#owner)', '#freeAt <= :now', '#owner = :owner'],
      setOnce: { id: this.#uuid(), login },
      // No message of it comes back if this attempt is cut off. The clock of an operator's machine is not trusted.
      ...(said.change.kind === 'unblock' && { set: dueAtOnce }),
    });
    const lease = await this.#known(acquisition, stored);
    if ('is' in lease) return lease;
    const refusal = refusalOf(said.change, lease.known.account, this.#now());
    if (refusal) return this.#refuse(lease, refusal);
    const corrected = withCorrection(lease, said.change);
    return this.#told(corrected ? await this.#corrected(lease, corrected) : lease, stored);
  }

  async #told<Held extends AccountLease | AccountRefusal>(
    lease: Held,
    stored: LinkedAccount | undefined,
  ): Promise<Held> {
    if (stored && !('is' in lease)) await this.#others.tell(lease.known, stored.openChanges);
    return lease;
  }

  async #corrected(lease: AccountLease, known: LinkedAccount): Promise<AccountLease | AccountRefusal> {
    // The first attempt that releases the account tells the audit log its login.
    const recorded = await this.record(lease, { ...known, isTakenOver: lease.stored.isTakenOver });
    return recorded ? { ...recorded, known } : { is: 'held' };
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
    const stored = await this.#table.hold(acquisition, {
      // An item that is not there has no time at which it becomes free, or due.
      anyOf: ['#freeAt <= :now AND #dueAt <= :now', '#owner = :owner'],
      // It is due for the same as before.
      set: { [dueIndex.sortKey]: dueAt },
    });
    if (stored) return this.#told(await this.#known(acquisition, stored), stored);
    const other = await this.#table.read(identity);
    const isDue = other?.dueAt !== undefined && other.dueAt <= this.#now();
    return { is: isDue ? 'held' : 'not-due' };
  }

  /**
   * An account that cannot be acquired for a look is due later. Otherwise as many of them would keep sweeps from all others.
   *
   * @param until milliseconds since the epoch
   */
  putOff(identity: string, until: number): Promise<void> {
    return this.#table.putOff(identity, until);
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
    const isOpen = `attribute_exists(#${changeName(event)})`;
    const stored = await this.#table.hold(acquisition, {
      anyOf: ['#freeAt <= :now', '#owner = :owner'].map((isFree) => `${isOpen} AND ${isFree}`),
    });
    if (!stored) return (await this.#openChange(identity, event)) && { is: 'held' };
    return { ...(await this.#told(await this.#known(acquisition, stored), stored)), said };
  }

  async #openChange(identity: string, event: string): Promise<OpenChange['change'] | undefined> {
    const stored = await this.#table.read(identity);
    return stored?.openChanges.get(event)?.change;
  }

  /** What is known of an account that an attempt holds. */
  async #known({ identity, event, change, owner, begunAt }: Acquisition, stored: LinkedAccount | undefined) {
    if (!stored) return this.#held(identity);
    const openSince = openSinceOf(event, stored, this.#now());
    const held = { event, identity, owner, begunAt, openSince, isRetracting: false };
    const lease: AccountLease = { ...held, stored, known: stored };
    // A look closes what was cut off, so it is never one too many.
    const isOneMore = event !== lookName && isFirstAttempt(lease);
    if (isOneMore && areTooMany(stored.openChanges)) return this.#refuse(lease, 'full');
    const remembered = stored.isTakenOver ? stored : await this.#earlier.takenOver(identity, stored);
    if (!remembered) return this.#refuse(lease, 'held');
    const own = await this.#earlier.withCutOff(remembered, lease);
    const before = await this.#others.joined(own, otherLoginsOf(withSaid(own, change)), this.#now());
    const isRetracting = change.kind === 'request' && retractedEntities(before.account, change).length > 0;
    const known = bounded(withSaid(before, change), this.#now());
    if (before.account === own.account) return { ...lease, isRetracting, known };
    // If this attempt is cut off, the next one is to know for which reasons it wrote.
    const joined = { ...bounded(before, this.#now()), isTakenOver: stored.isTakenOver };
    const recorded = await this.record(lease, joined);
    return recorded ? { ...recorded, isRetracting, known } : { is: 'held' as const };
  }

  /** @throws ServiceError `newer-record`, where that is the reason */
  async #held(identity: string): Promise<AccountRefusal> {
    await this.#table.read(identity);
    return { is: 'held' };
  }

  async #refuse(lease: AccountLease, is: AccountRefusal['is']): Promise<AccountRefusal> {
    const { stored } = lease;
    const now = this.#now();
    // The messages of what was cut off may never come back.
    const due = is === 'full' ? dueAttributes(stored.account, Math.min(now, stored.dueAt ?? now)) : {};
    await this.abandon(lease, due);
    return { is };
  }

  /**
   * Ends the lease, and leaves the account as it was. What an earlier attempt at the event may have done is not forgotten.
   *
   * @param due attributes that say when the account is due; left out, that stays as it is
   */
  async abandon(lease: AccountLease, due: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { stored, event } = lease;
    const left = isFirstAttempt(lease) ? withoutChange(stored, event) : stored;
    await this.#table.free(lease, left, due);
  }

  /**
   * Writes what was learned so far.
   *
   * @returns undefined if another delivery has acquired the account meanwhile
   */
  async record(lease: AccountLease, learned: LinkedAccount): Promise<AccountLease | undefined> {
    // From here on the next attempt does not know what is to end, or may have ended since another one was cut off.
    const isTold = lease.isRetracting || lease.openSince < lease.begunAt;
    const due = isTold ? dueAttributes(learned.account, this.#now()) : {};
    const isMine = await this.#table.write(lease, learned, due);
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
    dueAt: number | undefined = dueAfterRelease(lease, learned, this.#now()),
  ): Promise<boolean> {
    const isDue = (dueAt ?? lease.stored.dueAt) !== undefined;
    // At the same time as before it may be due for something else.
    const due = isDue ? dueAttributes(learned.account, dueAt) : {};
    return this.#table.free(lease, withoutChange(learned, lease.event), due);
  }
}

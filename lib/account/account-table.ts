/** Reads and writes the items of linked accounts, under their leases. */
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { LedgerTable, type Update } from '../ledger/ledger-table.ts';
import type { Settings } from '../settings.ts';
import { changeAttribute, changedAttributes, type LinkedAccount, linkedAccountOf } from './account-item.ts';
import type { AccountLease } from './lease.ts';
import type { OpenChange } from './open-change.ts';

/** What an attempt acquires an account with. */
export interface Acquisition {
  /** The item's key. */
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

export class AccountTable {
  readonly #items: LedgerTable;

  constructor(
    client: Dynamodb,
    {
      accounts: name,
      ledgerRetention: retention,
      awsTimeout: timeout,
    }: Pick<Settings, 'accounts' | 'ledgerRetention' | 'awsTimeout'>,
    now: () => number,
  ) {
    this.#items = new LedgerTable(client, { name, retention, timeout }, now);
  }

  /** @throws ServiceError `newer-record` */
  async read(identity: string): Promise<LinkedAccount | undefined> {
    const item = await this.#items.read(identity);
    return item && linkedAccountOf(item);
  }

  /**
   * Writes the lease and the change, where the condition holds.
   *
   * @returns the account as it is now; undefined if the condition does not hold
   */
  async hold(
    { identity, event, change, owner, begunAt, leaseExpiresAt }: Acquisition,
    { anyOf, set, setOnce }: Pick<Update, 'anyOf' | 'setOnce'> & Partial<Pick<Update, 'set'>>,
  ): Promise<LinkedAccount | undefined> {
    const item = await this.#items.update({
      ...{ kind: 'account', identity, anyOf, operands: { now: begunAt } },
      set: { ...set, owner, freeAt: leaseExpiresAt },
      // An earlier attempt at the event may have been cut off: what it began is not forgotten.
      setOnce: { ...setOnce, ...changeAttribute(event, { change, begunAt, owner }) },
      keepUntil: Infinity,
    });
    return item && linkedAccountOf(item);
  }

  /**
   * Writes what was learned.
   *
   * @param others attributes to write with it
   * @returns false if another delivery has acquired the account meanwhile; it is left alone then
   */
  async write(
    { identity, owner, stored }: AccountLease,
    learned: LinkedAccount,
    others: Readonly<Record<string, unknown>>,
  ): Promise<boolean> {
    return this.#items.write({
      kind: 'account',
      identity,
      anyOf: ['#owner = :owner'],
      operands: { owner },
      set: { ...others, ...changedAttributes(stored, learned) },
      keepUntil: Infinity,
    });
  }

  /** @param until milliseconds since the epoch */
  putOff(identity: string, until: number): Promise<void> {
    return this.#items.putOff(identity, until);
  }

  /** Writes what was learned, and ends the lease. As `write`. */
  free(lease: AccountLease, learned: LinkedAccount, others: Readonly<Record<string, unknown>>): Promise<boolean> {
    return this.write(lease, learned, { freeAt: free, ...others });
  }
}

/** Reads and writes the items of linked accounts, under their leases. */
import { dueIndex } from '../due-index.ts';
import type { Dynamodb } from '../dynamodb/dynamodb.ts';
import { LedgerTable, type Update } from '../ledger/ledger-table.ts';
import type { Settings } from '../settings.ts';
import { slicesOf } from '../slices.ts';
import { changeAttribute, changedAttributes, type LinkedAccount, linkedAccountOf } from './account-item.ts';
import { dueAtOnce, duePartitions } from './due-partitions.ts';
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

/** Of an account that something was said of under another login, since an attempt acquired it. */
const wokenAttribute = 'isWoken';

/** Attributes that one update writes, at the most. DynamoDB takes expressions of 4 KB. */
const maxAttributes = 250;

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
      set: { [wokenAttribute]: undefined, ...set, owner, freeAt: leaseExpiresAt },
      // An earlier attempt at the event may have been cut off: what it began is not forgotten.
      setOnce: { ...setOnce, ...usualKeyOf(event, change), ...changeAttribute(event, { change, begunAt, owner }) },
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
    condition = '#owner = :owner',
  ): Promise<boolean> {
    const attributes = Object.entries({ ...changedAttributes(stored, learned), ...others });
    // Only what another login adds can be so much. The lease, if it ends, ends with the last of them, and so does the due time.
    const parts = slicesOf(attributes, maxAttributes).map((part) => Object.fromEntries(part));
    for (const set of parts.length > 0 ? parts : [{}]) {
      const written = await this.#items.write({
        ...{ kind: 'account', identity, anyOf: [condition], operands: { owner }, set, keepUntil: Infinity },
      });
      if (!written) return false;
    }
    return true;
  }

  /** Has an account looked at as soon as it is free, if there is one. An end may be for it, so it comes first. */
  async wake(identity: string): Promise<void> {
    await this.#items.write({
      ...{ kind: 'account', identity, anyOf: ['attribute_exists(#owner)'], operands: {} },
      set: { ...dueAtOnce, [dueIndex.partitionKey]: duePartitions.ends, [wokenAttribute]: true },
      keepUntil: Infinity,
    });
  }

  /** @param until milliseconds since the epoch */
  putOff(identity: string, until: number): Promise<void> {
    return this.#items.putOff(identity, until);
  }

  /**
   * Writes what was learned, and ends the lease. As `write`.
   *
   * @param due attributes that say when the account is due. Of one that was woken since, that stays as it is
   */
  async free(lease: AccountLease, learned: LinkedAccount, due: Readonly<Record<string, unknown>>): Promise<boolean> {
    const isAlone = learned.account.decision?.otherLogins === undefined || Object.keys(due).length === 0;
    if (isAlone) return this.write(lease, learned, { freeAt: free, ...due });
    const isAsleep = `#owner = :owner AND attribute_not_exists(#${wokenAttribute})`;
    if (await this.write(lease, learned, { freeAt: free, ...due }, isAsleep)) return true;
    return this.write(lease, learned, { freeAt: free });
  }
}

/** The key of an access for a time without an assignment is the event's own. It never comes again. */
function usualKeyOf(event: string, change: OpenChange['change']): Pick<LinkedAccount, 'usualKey'> {
  return change.kind === 'request' && change.key !== event ? { usualKey: change.key } : {};
}

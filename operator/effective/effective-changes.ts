/** The effective-dated changes in the ledger, and their cancellation. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';
import { type EffectiveChange, effectiveChangeOf, effectivePrefix } from '../../lib/ledger/effective-change.ts';
import { unchangedSince } from '../../lib/ledger/effective-changes.ts';
import { LedgerTable } from '../../lib/ledger/ledger-table.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { type LedgerFilter, ledgerPages } from '../ledger/ledger-pages.ts';

/** Older ones are forgotten: the record has a bound. */
const maxCancelled = 20;

const isOpen: LedgerFilter = {
  expression: 'begins_with(#identity, :prefix) AND #state <> :done',
  names: { '#identity': 'identity', '#state': 'state' },
  values: { ':prefix': effectivePrefix, ':done': 'done' },
};

export interface Canceller {
  /** Who cancels: an ARN. */
  readonly by: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export class EffectiveChangeLedger {
  readonly #client: DynamoDB;
  readonly #name: string;
  readonly #table: LedgerTable;

  /** @param now milliseconds since the epoch */
  constructor(client: DynamoDB, ledger: string, now: () => number) {
    this.#client = client;
    this.#name = ledger;
    // A cancellation keeps the expiry that the function set.
    this.#table = new LedgerTable(client, { name: ledger, retention: 0, timeout: awsTimeout }, now);
  }

  /**
   * Reads the whole ledger, or less when interrupted.
   *
   * @returns what is not done, the earliest date first
   */
  async list(interruption: AbortSignal): Promise<EffectiveChange[]> {
    const open: EffectiveChange[] = [];
    for await (const { Items = [] } of ledgerPages(this.#client, this.#name, isOpen)) {
      open.push(...Items.map(effectiveChangeOf));
      if (interruption.aborted) break;
    }
    return open.toSorted((one, other) => dateOf(one).localeCompare(dateOf(other)));
  }

  /** @param id also that of a record by a login, which leads to the one by the account */
  async get(id: string): Promise<EffectiveChange | undefined> {
    const change = await this.#read(`${effectivePrefix}${id}`);
    return change?.movedTo === undefined ? change : ((await this.#read(change.movedTo)) ?? change);
  }

  async #read(identity: string): Promise<EffectiveChange | undefined> {
    const item = await this.#table.read(identity);
    return item && effectiveChangeOf(item);
  }

  /**
   * Cancels exactly the change that was read.
   *
   * @param change in state `pending`
   * @returns undefined if it has changed since, or has started
   */
  async cancel(change: EffectiveChange, { by, at }: Canceller): Promise<EffectiveChange | undefined> {
    const { identity, announcement, cancelled, expiresAt = 0 } = change;
    const item = await this.#table.update({
      kind: 'effective',
      identity,
      ...unchangedSince(change),
      set: {
        state: 'cancelled',
        cancelled: [...cancelled, announcement].slice(-maxCancelled),
        cancelledAt: new Date(at).toISOString(),
        cancelledBy: by,
        said: undefined,
        events: [],
      },
      keepUntil: expiresAt * 1000,
    });
    return item && effectiveChangeOf(item);
  }
}

/** What an operator names a change by. */
export function idOf({ identity }: EffectiveChange): string {
  return identity.slice(effectivePrefix.length);
}

function dateOf({ effectiveAt = '' }: EffectiveChange): string {
  return effectiveAt;
}

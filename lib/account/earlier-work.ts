/** What the ledger tells of earlier work on an account: by a release before linked accounts, and by attempts that were cut off. */
import { recordOf } from '../ledger/ledger-record.ts';
import type { LedgerTable } from '../ledger/ledger-table.ts';
import { userItemOf } from '../ledger/user-item.ts';
import type { LinkedAccount } from './account-item.ts';
import { withAttempt, withoutChange, withSaid } from './cut-off.ts';
import { withFormerRecord } from './former-record.ts';

export class EarlierWork {
  readonly #events: LedgerTable;
  readonly #now: () => number;

  constructor(events: LedgerTable, now: () => number) {
    this.#events = events;
    this.#now = now;
  }

  /**
   * The account with what an earlier release remembered of the user. That release leaves the user alone from here on.
   *
   * @returns undefined if a delivery of that release holds the user
   */
  async takenOver(identity: string, stored: LinkedAccount): Promise<LinkedAccount | undefined> {
    const item = await this.#events.update({
      kind: 'user',
      identity,
      condition: 'attribute_not_exists(#freeAt) OR #freeAt <= :now',
      operands: { now: this.#now() },
      set: {},
      keepUntil: Infinity,
    });
    // One without an owner only says that there was nothing to take over.
    return item && withFormerRecord(stored, 'owner' in item ? userItemOf(item) : undefined);
  }

  /**
   * The account with what attempts said, and may have done, that were cut off.
   *
   * @param event stays open, because its next attempt is about to begin
   */
  async withCutOff(stored: LinkedAccount, event: string, owner: string): Promise<LinkedAccount> {
    let linked = stored;
    const changes = [...stored.openChanges].sort(([, one], [, other]) => one.begunAt - other.begunAt);
    for (const [cutOff, open] of changes) {
      if (open.owner === owner) continue;
      const item = open.change.kind === 'look' ? undefined : await this.#events.read(cutOff);
      // An event that was applied already may have found that its request was pending, or that it was granted.
      const isAccepted = item !== undefined && recordOf(item).outcome === 'applied';
      linked = withAttempt(withSaid(linked, open.change), cutOff, open, isAccepted);
      if (cutOff === event) continue;
      linked = withoutChange(linked, cutOff);
      // It is to be repeated.
      if (open.change.kind === 'look') linked = { ...linked, failedLooks: (linked.failedLooks ?? 0) + 1 };
    }
    return linked;
  }
}

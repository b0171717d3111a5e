/** What the ledger tells of earlier work on an account: by a release before linked accounts, and by attempts that were cut off. */
import { isDeepStrictEqual } from 'node:util';
import { type LedgerRecord, recordOf } from '../ledger/ledger-record.ts';
import type { LedgerTable } from '../ledger/ledger-table.ts';
import { userItemOf } from '../ledger/user-item.ts';
import type { LinkedAccount } from './account-item.ts';
import { type RecordedIn, withAttempt, withoutChange, withSaid } from './cut-off.ts';
import { withFormerRecord } from './former-record.ts';
import type { AccountLease } from './lease.ts';
import type { OpenChange } from './open-change.ts';
import { refusalOf } from './refused-change.ts';

/** What the attempt that is about to begin holds. */
type BegunAttempt = Pick<AccountLease, 'identity' | 'event' | 'owner'>;

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
      anyOf: ['attribute_not_exists(#freeAt)', '#freeAt <= :now'],
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
   * @param attempt the one that is about to begin. Its event stays open
   */
  async withCutOff(stored: LinkedAccount, { identity, event, owner }: BegunAttempt): Promise<LinkedAccount> {
    let linked = stored;
    const changes = [...stored.openChanges].sort(([, one], [, other]) => one.begunAt - other.begunAt);
    for (const [cutOff, open] of changes) {
      if (open.owner === owner) continue;
      const said = withSaid(linked, open.change);
      const item = open.change.kind === 'look' ? undefined : await this.#events.read(cutOff);
      const recordedIn = recordedBy(item && recordOf(item), identity, open);
      const attempted = withAttempt(said, cutOff, open, recordedIn);
      // A release with more room may have written. What the event says does not count.
      const isRefused = refusalOf(open.change, said.account, this.#now()) !== undefined;
      linked = isRefused ? { ...attempted, account: linked.account } : attempted;
      if (cutOff === event) continue;
      linked = withoutChange(linked, cutOff);
      // It is to be repeated.
      if (open.change.kind === 'look') linked = { ...linked, failedLooks: (linked.failedLooks ?? 0) + 1 };
    }
    return linked;
  }
}

/** Tells what the record of an event says of an attempt's write in an entity. */
function recordedBy(record: LedgerRecord | undefined, identity: string, { change, owner }: OpenChange): RecordedIn {
  if (record === undefined) return () => 'nothing';
  const { accepted } = record;
  const others = isAnswered(record, owner) ? 'not-accepted' : 'nothing';
  if (accepted === undefined) {
    const all = isAcceptance(record, identity, change) ? 'accepted' : others;
    return () => all;
  }
  const isIts = accepted.by === owner;
  const entityIds = new Set(isIts ? accepted.entityIds : []);
  // The attempt may have failed in the others, so that the event is not done.
  const rest = isIts && record.state === 'done' ? 'not-written' : others;
  return (entityId) => (entityIds.has(entityId) ? 'accepted' : rest);
}

/**
 * Whether the attempt settled the record itself, and Zuora answered all that was ever written for the event. So an event
 * that found its access granted already has requested nothing.
 */
function isAnswered({ unsettled, owner: settledBy, history }: LedgerRecord, owner: string): boolean {
  return !unsettled && settledBy === owner && !history.failures.unknown;
}

/**
 * Whether the record of an event says that Zuora accepted what the change asked for. An event that was applied already may
 * have found its request pending, or granted. And since an event that failed for good may be corrected, the record may be
 * that of a command about another user, or about other entities.
 */
function isAcceptance(
  { outcome, userIdentity, targetEntityIds }: LedgerRecord,
  identity: string,
  change: OpenChange['change'],
): boolean {
  if (outcome !== 'applied' || userIdentity !== identity) return false;
  // Without targets, only Zuora knew the entity.
  if (!('entityIds' in change) || targetEntityIds === undefined) return true;
  return isDeepStrictEqual(new Set(change.entityIds), new Set(targetEntityIds));
}

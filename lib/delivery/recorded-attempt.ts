/** One attempt at an event about a user's access, with all that it leaves: in the audit log, then in the account. */
import { decidedEntities } from '../account/account.ts';
import type { LinkedAccount } from '../account/account-item.ts';
import { acceptedBy } from '../account/begun-write.ts';
import { dueAfterRelease, firstRepetition } from '../account/due.ts';
import { type AccountLease, firstOwnerOf } from '../account/lease.ts';
import type { SaidChange } from '../account/open-change.ts';
import { AccountJournal } from '../audit/account-journal.ts';
import type { EntityEnding } from '../audit/entries.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import type { Settlement } from '../ledger/ledger.ts';
import { isAcknowledged } from '../outcome.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { type AccessAttempted, attemptAccess, confirmAccess, type LearntSoFar } from './access-attempt.ts';
import type { Delivery } from './delivery.ts';
import type { Disposition, Result } from './disposition.ts';
import type { AccessOperation, Command } from './operation.ts';

/** What an attempt begins with. */
interface Begun<C> {
  readonly event: ReceivedEvent<C>;
  readonly identityMessageId: string | undefined;
  readonly lease: AccountLease;
  /** What the event says of the account. */
  readonly said: SaidChange;
  readonly zuora: ZuoraClient;
  readonly history: AttemptHistory;
  /** The entities in which Zuora accepted what earlier attempts at the event wrote. */
  readonly changedBefore?: readonly string[] | undefined;
}

export interface RecordedAttempt
  extends Pick<AccessAttempted, 'result' | 'history' | 'oppositions'>,
    Pick<Settlement, 'accepted'> {
  /** Looks once more, before a failure is final. */
  readonly confirm: () => Promise<Result>;
  /**
   * Writes the audit log, then releases the account.
   *
   * @param ending how the event ended; undefined if its own record could not be written
   */
  readonly release: (ending?: EventEnding) => Promise<void>;
}

type EventEnding = Pick<Disposition, 'outcome'> & { readonly reason?: string; readonly detail?: string | undefined };

export async function attemptOnRecord<C extends Command>(
  {
    operation,
    services,
    record,
  }: Pick<Delivery<C>, 'services' | 'record'> & { readonly operation: AccessOperation<C> },
  { event, identityMessageId, changedBefore = [], ...begun }: Begun<C>,
): Promise<RecordedAttempt> {
  const { accounts, audit, now, settings } = services;
  const { lease, said } = begun;
  const journal = new AccountJournal({
    ...{ log: audit, lease, event: { ...event, identityMessageId } },
    ...{ retentionDays: settings.auditRetentionDays, now },
  });
  const { username: login = '' } = event.command;
  const work = {
    ...{ ...begun, access: operation.access, login, now, settings, quietAfter: settings.leaseGrace },
    sentAt: Number(record.attributes.SentTimestamp),
    records: { accounts, audit: journal.found },
  };
  const attempted = await attemptAccess(work);
  let learnt: LearntSoFar = attempted;
  return {
    ...attempted,
    accepted: {
      by: firstOwnerOf(lease) ?? lease.owner,
      entityIds: [...new Set([...acceptedBy(lease.event, lease.known.access), ...attempted.written])],
    },
    confirm: async () => {
      const { result, ...confirmed } = await confirmAccess(work, learnt, attempted.result);
      learnt = confirmed;
      return result;
    },
    release: async (ending) => {
      const { learned, findings } = learnt;
      // What somebody else did says nothing of the event.
      const found = new Set(findings.flatMap(({ what, entityId }) => (what === 'removal' ? [] : [entityId])));
      const endings = ending === undefined ? [] : endingsOf(entitiesOf(said), attempted, ending);
      const others = endings.filter(({ entityId, outcome }) => {
        if (entityId === undefined) return found.size === 0;
        return !found.has(entityId) && !(outcome === 'already-applied' && changedBefore.includes(entityId));
      });
      await Promise.all([journal.found(findings, learned), journal.ended(others, learned)]);
      await accounts.release(attempted.lease, waitedForAnew(attempted, learned), dueAfter(attempted, learned, now()));
    },
  };
}

/** Looks that did not find the user before do not shorten the time for which this event waits. One stays to be repeated. */
function waitedForAnew({ result }: AccessAttempted, learned: LinkedAccount): LinkedAccount {
  const isWaiting = result.outcome === 'waiting-for-account';
  return isWaiting ? { ...learned, failedLooks: learned.failedLooks && 1 } : learned;
}

/**
 * When a look is to go on; undefined if only an event can change something. Most users are created in Zuora soon after the
 * event, or at the end of the day.
 */
function dueAfter(
  { lease, outside, result }: AccessAttempted,
  learned: LinkedAccount,
  now: number,
): number | undefined {
  if (outside.length > 0) return now;
  const dueAt = dueAfterRelease(lease, learned, now);
  return result.outcome === 'waiting-for-account' ? Math.min(now + firstRepetition, dueAt ?? Infinity) : dueAt;
}

/** The entities that an event names. */
function entitiesOf(said: SaidChange): readonly string[] {
  return said.kind === 'decide' ? decidedEntities(said.decision) : said.entityIds;
}

/** How the event ended in the entities in which it changed nothing. */
function endingsOf(
  entityIds: readonly string[],
  { written, atRest, oppositions }: AccessAttempted,
  { outcome, reason, detail }: EventEnding,
): readonly EntityEnding[] {
  if (!isAcknowledged(outcome)) return [];
  // A decision may name no entity, as of somebody who has left.
  if (entityIds.length === 0 && written.size === 0) return [{ entityId: undefined, outcome, reason, detail }];
  return entityIds
    .filter((entityId) => !written.has(entityId))
    .map((entityId) => {
      if (oppositions.has(entityId)) return { entityId, outcome: 'superseded' };
      if (outcome === 'applied' || atRest.has(entityId)) return { entityId, outcome: 'already-applied' };
      return { entityId, outcome, reason, detail };
    });
}

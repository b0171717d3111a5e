/** Makes the entries of the audit log from what an attempt found, and from how its event ended. */
import type { LinkedAccount } from '../account/account-item.ts';
import { lookName } from '../account/entity-access.ts';
import type { Finding } from '../account/finding.ts';
import type { ReceivedEvent } from '../event/event.ts';
import type { Outcome } from '../outcome.ts';
import { type AuditEntry, optionalTime, placeOf, positionOf, timeText } from './audit-entry.ts';
import { type EntryReasons, ranOutAt, reasonsNow, reasonsOfChange } from './reasons.ts';

/** The event of an attempt. */
export interface AuditedEvent extends Omit<ReceivedEvent<unknown>, 'command' | 'commandHash'> {
  /** Of the message that brought the identity event. */
  readonly identityMessageId: string | undefined;
}

/** What every entry of an attempt has. */
export interface AuditContext {
  /** Of the attempt. */
  readonly owner: string;
  /** When the attempt began; milliseconds since the epoch. */
  readonly begunAt: number;
  /** When the first of the attempts began that end with this one; milliseconds since the epoch. */
  readonly firstBegunAt: number;
  /** Undefined for a look. */
  readonly event?: AuditedEvent | undefined;
  /** The account with all that was learnt. */
  readonly linked: LinkedAccount;
  /** When the entry is written; milliseconds since the epoch. */
  readonly now: number;
  /** How long the log keeps an entry; undefined for ever. */
  readonly retentionDays?: number | undefined;
}

/** How an event ended in an entity in which its attempt found nothing new. */
export interface EntityEnding {
  /** Undefined for a decision that names none. */
  readonly entityId: string | undefined;
  readonly outcome: Outcome | 'unblocked';
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

export function entryOfFinding(finding: Finding, context: AuditContext): AuditEntry {
  const { event, linked, firstBegunAt } = context;
  const foundNow = { at: firstBegunAt, by: lookName, event: lookName };
  const { entityId, what, outcome, since = foundNow, at, requestedAt, zuoraRequestId } = finding;
  const isWrite = what !== 'verify' && what !== 'removal';
  // Of another event, whose attempt was cut off, only its key is known.
  const isOwn = !isWrite || since.event === event?.identity;
  const said = isOwn ? saidBy(event) : { event: since.event === lookName ? undefined : since.event };
  const begunAt = outcome === 'seen' ? since.at : undefined;
  const change = { entityId, what, blocks: finding.blocks, begunAt };
  const reasons = isWrite
    ? reasonsOfChange(linked.account, change, context.now)
    : reasonsNow(linked.account, entityId, context.now);
  const isEnd = what === 'deny' && reasons.against.length === 0;
  const endedAt = isEnd ? ranOutAt(linked.account, entityId, begunAt ?? at) : undefined;
  return {
    ...said,
    ...common(context, what, entityId, reasons),
    ...{ position: positionOf(since, what, entityId), outcome, zuoraRequestId },
    effectiveAt: optionalTime(endedAt) ?? said.effectiveAt,
    requestedAt: isWrite ? timeText(at) : optionalTime(requestedAt),
    verifiedAt: what === 'verify' ? timeText(at) : undefined,
  };
}

/** An event has one entry of each outcome: an attempt that was cut off after it had written one finds it again. */
export function entryOfEnding(
  ending: EntityEnding,
  context: AuditContext & { readonly event: AuditedEvent },
): AuditEntry {
  const { entityId, outcome, reason, detail } = ending;
  const { identity, time } = context.event;
  const what = outcome === 'unblocked' ? 'unblock' : 'event';
  return {
    ...saidBy(context.event),
    ...common(context, what, entityId, reasonsNow(context.linked.account, entityId, context.now)),
    position: positionOf({ at: Date.parse(time), by: `${identity}#${outcome}` }, what, entityId),
    ...{ outcome, reason, detail },
  };
}

function saidBy(event: AuditedEvent | undefined): Partial<AuditEntry> {
  if (event === undefined) return {};
  // One by one: the event also names the user.
  const { identity, time, policyHash, eventId, source, correlationId, requestedBy, requestReason } = event;
  const { identitySource, identityEventId, identityMessageId, effectiveAt = time, reportedAt = time } = event;
  return {
    ...{ event: identity, eventId, source, identitySource, identityEventId, identityMessageId, correlationId },
    ...{ requestedBy, requestReason, policy: policyHash, effectiveAt, reportedAt },
  };
}

const day = 86_400;

function common(
  { owner, begunAt, linked, now, retentionDays }: AuditContext,
  what: AuditEntry['what'],
  entityId: string | undefined,
  reasons: EntryReasons,
) {
  const recordedAt = timeText(now);
  return {
    ...({ version: 1, account: linked.id, owner, what, entityId, recordedAt } as const),
    ...{ day: recordedAt.slice(0, 10), place: placeOf(recordedAt, owner, what, entityId) },
    ...reasons,
    decidedAt: timeText(begunAt),
    expiresAt: retentionDays === undefined ? undefined : Math.floor(now / 1000) + retentionDays * day,
  };
}

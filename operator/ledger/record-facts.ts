/** The ledger's record of an event, in an operator's words. */
import { IdempotencyKey } from '../../lib/delivery/idempotency-key.ts';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { formatDuration } from '../duration.ts';

/** What a person is told of it. */
export function recordFacts(record: LedgerRecord, now: number): Record<string, string | number | undefined> {
  const { eventId, source, operation, reason, detail, attempts, messageId, epoch, zuoraId, zuoraRequestId } = record;
  return {
    Event: eventId ?? 'without an id',
    Source: source,
    Operation: operation,
    Outcome: outcomeOf(record, now),
    Reason: reason,
    Detail: detail,
    'Failed attempts': attempts,
    'First message ID': messageId,
    'Idempotency key': `${keyOf(record)} (epoch ${epoch})`,
    'Zuora entity': record.entityId,
    'Zuora id': zuoraId,
    'Zuora request': zuoraRequestId,
    'Event time': record.time,
    Correlation: record.correlationId,
    'Requested by': record.requestedBy,
    'Request reason': record.requestReason,
    'Forgotten on': record.expiresAt === undefined ? undefined : new Date(record.expiresAt * 1000).toISOString(),
  };
}

/**
 * Whether an operator who gives this id may mean the record: the event's own, that of the message that first brought it,
 * its correlation, or the one by which an identity system knows the event that it was derived from (docs/policy.md).
 */
export function isCalled({ eventId, messageId, correlationId = '' }: LedgerRecord, id: string): boolean {
  if ([eventId, messageId, correlationId].includes(id)) return true;
  const derivedFrom = correlationId.slice(correlationId.indexOf(':') + 1);
  return derivedFrom === id || derivedFrom.startsWith(`${id}/`) || derivedFrom.endsWith(`,${JSON.stringify(id)}]`);
}

/** What a program is told of it. */
export function toRecordRow(record: LedgerRecord) {
  const { tally: _tally, cutOff: _cutOff, owner: _owner, commandHash: _commandHash, ...told } = record;
  return { ...told, idempotencyKey: keyOf(record) };
}

/** A last outcome may be older than the attempt that is under way, or was cut off. */
function outcomeOf({ state, outcome, freeAt, unsettled }: LedgerRecord, now: number): string {
  if (state === 'done') return outcome ?? state;
  const wait = freeAt - now;
  if (wait <= 0) return `${unsettled ? 'cut off' : outcome}; open to the next attempt`;
  return `${unsettled ? 'under way' : outcome}; held for ${formatDuration(wait)} yet`;
}

function keyOf({ messageId, epoch }: LedgerRecord): string {
  return new IdempotencyKey(messageId, epoch).value;
}

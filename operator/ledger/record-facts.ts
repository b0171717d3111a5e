/** The ledger's record of an event, in words. */
import { IdempotencyKey } from '../../lib/delivery/idempotency-key.ts';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { formatDuration } from '../duration.ts';
import { describeEntities, describeNames, describeRevision, describeState } from '../event-subject.ts';
import type { NameEntity } from '../policy/entity-naming.ts';

/** For a person. */
export function recordFacts(
  record: LedgerRecord,
  now: number,
  nameEntity: NameEntity,
): Record<string, string | number | undefined> {
  const { eventId, source, operation, reason, detail, history, messageId, epoch, zuoraId, zuoraRequestId } = record;
  return {
    Event: eventId ?? 'without an id',
    Source: source,
    Operation: operation,
    Entities: describeEntities(record.targetEntityIds ?? [], nameEntity),
    Outcome: describeOutcome(record, now),
    Reason: reason,
    Detail: detail,
    'Superseded in': describeEntities(record.superseded ?? [], nameEntity),
    'Accepted in': describeEntities(record.accepted?.entityIds ?? [], nameEntity),
    'Failed attempts': history.attempts,
    'First message ID': messageId,
    'Idempotency key': `${keyOf(record)} (epoch ${epoch})`,
    'Called in': record.entityId && nameEntity(record.entityId),
    'Zuora id': zuoraId,
    'Zuora request': zuoraRequestId,
    ...requestFacts(record, nameEntity),
    'Event time': record.time,
    'Identity event': record.identityEventId,
    'Identity message ID': record.identityMessageId,
    Correlation: record.correlationId,
    'Requested by': record.requestedBy,
    'Request reason': record.requestReason,
    ...termFacts(record),
    'Record expires': record.expiresAt === undefined ? undefined : new Date(record.expiresAt * 1000).toISOString(),
  };
}

/** What a request says of its reason for access, and what a revocation ends. */
function termFacts(record: LedgerRecord): Record<string, string | undefined> {
  const { assignment, accessExpiresAt, ticket, approvedBy = [], assignments = [], hold = false } = record;
  return {
    Assignment: assignment,
    'Access ends': accessExpiresAt,
    Ticket: ticket,
    'Approved by': describeNames(approvedBy),
    'Ends only': describeNames(assignments),
    Person: record.personId,
    Decision: describeRevision(record),
    'The person': describeState(record),
    'Left at': record.leftAt,
    Held: hold ? 'no later request grants the access again' : undefined,
  };
}

/** One for each entity, if Zuora answered in several. */
function requestFacts({ zuoraRequestIds = {} }: LedgerRecord, nameEntity: NameEntity): Record<string, string> {
  const requests = Object.entries(zuoraRequestIds);
  return Object.fromEntries(requests.map(([entityId, id]) => [`Zuora request in ${nameEntity(entityId)}`, id]));
}

/**
 * Whether an operator may know the record by this id: the event's id, its first message ID, its correlation id, or the
 * identity event that it was derived from. That one has the identity system's own id, and its message ID.
 */
export function hasId(record: LedgerRecord, id: string): boolean {
  const { eventId, messageId, correlationId = '', identityEventId, identityMessageId } = record;
  if ([eventId, messageId, correlationId, identityMessageId].includes(id)) return true;
  // Records of earlier releases name the identity event only in the correlation id (docs/policy.md).
  const derivedFrom = identityEventId ?? correlationId.slice(correlationId.indexOf(':') + 1);
  return derivedFrom === id || derivedFrom.startsWith(`${id}/`) || derivedFrom.endsWith(`,${JSON.stringify(id)}]`);
}

/** For a program's output. */
export function toRecordJson(record: LedgerRecord) {
  const { history, owner: _owner, commandHash: _commandHash, userIdentity: _userIdentity, accepted, ...rest } = record;
  const entityIds = accepted && { accepted: accepted.entityIds };
  return { ...rest, ...entityIds, attempts: history.attempts, idempotencyKey: keyOf(record) };
}

/**
 * The entities that the event changes. A record of an earlier release does not have them, and some events name none. Then
 * only the entities of the calls are known.
 */
export function describeEventEntities(record: LedgerRecord, nameEntity: NameEntity): string | undefined {
  const { targetEntityIds, zuoraRequestIds, entityId } = record;
  if (targetEntityIds !== undefined) return describeEntities(targetEntityIds, nameEntity);
  const calledIds = zuoraRequestIds ? Object.keys(zuoraRequestIds) : [entityId].filter((id) => id !== undefined);
  const called = describeEntities(calledIds, nameEntity);
  return called && `called in ${called}`;
}

/** The last outcome may be older than the latest attempt, which is under way or was cut off. */
export function describeOutcome({ state, outcome, leaseExpiresAt, unsettled }: LedgerRecord, now: number): string {
  if (state === 'done') return outcome ?? state;
  const wait = leaseExpiresAt - now;
  if (wait <= 0) return `${unsettled ? 'cut off' : outcome}; open to the next attempt`;
  return `${unsettled ? 'under way' : outcome}; the next attempt can start in ${formatDuration(wait)}`;
}

function keyOf({ messageId, epoch }: LedgerRecord): string {
  return new IdempotencyKey(messageId, epoch).value;
}

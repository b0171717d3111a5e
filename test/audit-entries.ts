/** Entries of the audit log as the service writes them; a test names only what it is about. */
import { type AuditEntry, placeOf, positionOf } from '../lib/audit/audit-entry.ts';
import { germany } from './factories.ts';

/** A request that Zuora accepted. */
export function auditEntry(changes: Partial<AuditEntry> = {}): AuditEntry {
  const { recordedAt = '2026-11-20T10:00:00.000Z', owner = 'an-attempt', what = 'request' } = changes;
  const entityId = 'entityId' in changes ? changes.entityId : germany;
  return {
    ...{ version: 1, account: 'account-of-ada', owner, entityId, what, outcome: 'accepted' },
    position: positionOf({ at: Date.parse(recordedAt), by: owner }, what, entityId),
    ...{ day: recordedAt.slice(0, 10), place: placeOf(recordedAt, owner, what, entityId) },
    why: [{ kind: 'request', assignment: 'TICKET-7', requestedAt: '2026-11-20T09:59:58.000Z' }],
    ...{ against: [], eventId: 'joiner-1', source: 'https://hr.example.com', requestedBy: 'Grace Hopper' },
    ...{ decidedAt: recordedAt, requestedAt: recordedAt, recordedAt, expiresAt: 2_000_000_000 },
    ...changes,
  };
}

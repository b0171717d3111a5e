/** The way of one event: its deliveries by the log, its record in the ledger, and its effects by the audit log. */
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import type { LedgerRecord } from '../../lib/ledger/ledger-record.ts';
import { AuditReader } from '../../operator/audit/audit-reader.ts';
import { describeDeed, describeRequester, describeWhy } from '../../operator/audit/entry-words.ts';
import { nextStep } from '../../operator/dead-letters/next-step.ts';
import { changeFacts } from '../../operator/effective/change-facts.ts';
import { NotFound } from '../../operator/errors.ts';
import { lookUpEvent } from '../../operator/ledger/event-lookup.ts';
import { describeOutcome, recordFacts } from '../../operator/ledger/record-facts.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import type { ActivityFeed } from '../activity/activity-feed.ts';
import { readEntries } from '../people/person-reading.ts';
import type { ActivityRow } from '../shapes/activity.ts';
import type { EventRecord, EventStep, EventStory } from '../shapes/event.ts';
import type { Stage } from '../stage.ts';

/** As `status` reads at most. */
const maxRecords = 100_000;

/** Milliseconds of the log that are searched for deliveries: a day. */
const logAge = 86_400_000;

/** @throws NotFound */
export async function readEventStory(
  stage: Stage,
  feed: Pick<ActivityFeed, 'read' | 'keptFrom'>,
  { id, source }: { readonly id: string; readonly source?: string | undefined },
): Promise<EventStory> {
  const { session } = stage;
  const found = await lookUpEvent(session, id, { source, maxRecords, onSearch: () => undefined });
  const records = found.isPerson ? [] : found.records;
  const changes = found.isPerson ? [] : found.changes;
  const since = session.now() - logAge;
  const rows = await feed.read(since, session.interruption);
  const { keptFrom = since } = feed;
  const searchedFrom = keptFrom > since ? new Date(keptFrom).toISOString() : undefined;
  const ids = new Set([id, ...records.flatMap(idsOf)]);
  const deliveries = rows.filter((row) => isOf(row, ids));
  if (records.length + changes.length + deliveries.length === 0) {
    const unsearched = searchedFrom && ` The log before ${searchedFrom} was not searched: it has too many deliveries.`;
    throw new NotFound(
      `Neither the ledger nor the log of the last day has an event ${id}. It is not delivered yet, or its record has expired.${unsearched ?? ''}`,
    );
  }
  const nameEntity = await stage.nameEntity();
  const login = await loginOf(session, deliveries, records);
  const entries = login === undefined ? [] : await readEntries(session, login);
  const effects = entries.filter((entry) => isEffect(entry, ids)).map((entry) => effectStep(entry, nameEntity));
  return {
    ...{ id, login, searchedFrom, isPart: found.next !== undefined, changes: changes.map(changeFacts) },
    records: records.map((record) => recordView(record, session.now(), nameEntity)),
    steps: [...deliveries.map(deliveryStep), ...effects].toSorted((one, other) => one.at - other.at),
    letter: deliveries.at(-1)?.outcome === 'dead-letter' ? deliveries.at(-1)?.messageId : undefined,
  };
}

/** The log has it for a day. A record has only its key, and the audit log knows the login by it. */
async function loginOf(
  { aws, stack }: Session,
  deliveries: readonly ActivityRow[],
  records: readonly LedgerRecord[],
): Promise<string | undefined> {
  const { login } = deliveries.findLast((row) => row.login !== undefined) ?? {};
  const { userIdentity } = records.findLast((record) => record.userIdentity !== undefined) ?? {};
  if (login !== undefined || userIdentity === undefined) return login;
  return new AuditReader(aws.dynamodb, stack.audit).loginOf(userIdentity);
}

function idsOf(record: LedgerRecord): readonly string[] {
  const { eventId, messageId, identityEventId, identityMessageId } = record;
  return [eventId, messageId, identityEventId, identityMessageId].filter((one) => one !== undefined);
}

function isOf({ eventId, messageId, correlationId }: ActivityRow, ids: ReadonlySet<string>): boolean {
  return [eventId, messageId, correlationId].some((one) => one !== undefined && ids.has(one));
}

function isEffect({ eventId, identityEventId, correlationId }: AuditEntry, ids: ReadonlySet<string>): boolean {
  return [eventId, identityEventId, correlationId].some((one) => one !== undefined && ids.has(one));
}

function deliveryStep(row: ActivityRow): EventStep {
  const requests = row.requests.map(({ entity, id }) => (entity ? `${id} in ${entity}` : id)).join(', ');
  return {
    ...{ at: row.at, severity: row.severity, title: `${row.operation}: ${row.outcome}` },
    facts: {
      Entities: row.entities.join(', ') || undefined,
      Change: row.terms.join(', ') || undefined,
      'Asked by': row.requester,
      Reason: row.reason,
      Detail: row.detail,
      'Superseded by': row.supersededBy.join('; ') || undefined,
      Attempt: row.attempt,
      Duration: row.durationMs === undefined ? undefined : `${Math.round(row.durationMs)} ms`,
      'Next attempt': row.retryInSeconds === undefined ? undefined : `in ${row.retryInSeconds} s`,
      'Zuora request': requests || undefined,
      'Message ID': row.messageId,
    },
  };
}

function effectStep(entry: AuditEntry, nameEntity: NameEntity): EventStep {
  const { recordedAt, entityId, zuoraRequestId } = entry;
  return {
    ...{ at: Date.parse(recordedAt), severity: 'plain', title: describeDeed(entry) },
    facts: {
      Entity: entityId === undefined ? undefined : nameEntity(entityId),
      Why: describeWhy(entry),
      'Asked by': describeRequester(entry),
      'Zuora request': zuoraRequestId,
    },
  };
}

function recordView(record: LedgerRecord, now: number, nameEntity: NameEntity): EventRecord {
  const { operation, outcome, reason } = record;
  return {
    ...{ operation, outcome: describeOutcome(record, now), facts: recordFacts(record, now, nameEntity) },
    nextStep: outcome === 'dead-letter' ? nextStep(reason ?? '', record) : undefined,
  };
}

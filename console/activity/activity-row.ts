/** An outcome as the page Activity shows it. */
import { changedEntityIds } from '../../lib/event/changed-entities.ts';
import { describeEventId, describeTerms } from '../../operator/event-subject.ts';
import { accessChanges, describeNewer, severityOf } from '../../operator/log/log-row.ts';
import type { LoggedOutcome } from '../../operator/log/outcome-line.ts';
import type { TailedOutcome } from '../../operator/log/outcome-tail.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import type { ActivityRow, ZuoraRequest } from '../shapes/activity.ts';

export function activityRow(id: number, { timestamp, line }: TailedOutcome, nameEntity: NameEntity): ActivityRow {
  const { command = {} } = line;
  const login = command.username ?? line.username;
  const named = [line.granted, line.revoked, line.reported, line.ending, line.withheld, line.quarantined];
  return {
    ...{ id, at: timestamp, outcome: line.outcome, severity: severityOf(line.outcome), operation: line.operation },
    ...{ login, person: login ?? (command.connectionId && `connection ${command.connectionId}`) },
    entities: [...new Set([...changedEntityIds(command).map(nameEntity), ...named.flatMap((names) => names ?? [])])],
    terms: [line.change, ...accessChanges(line), ...describeTerms(command)].filter((term) => term !== undefined),
    requester: line.requestedBy ?? line.identitySource ?? line.source,
    ...{ requestReason: line.requestReason, reason: line.reason, detail: line.detail },
    ...{ eventId: describeEventId(line), source: line.source, correlationId: line.correlationId },
    ...{ messageId: line.messageId, attempt: line.attempt, durationMs: line.durationMs },
    ...{ retryInSeconds: line.retryInSeconds, requests: requestsOf(line, nameEntity) },
    supersededBy: describeNewer(line, nameEntity),
  };
}

function requestsOf(
  { zuoraRequestId, zuoraRequestIds }: LoggedOutcome,
  nameEntity: NameEntity,
): readonly ZuoraRequest[] {
  if (zuoraRequestIds === undefined) return zuoraRequestId === undefined ? [] : [{ id: zuoraRequestId }];
  return Object.entries(zuoraRequestIds).map(([entityId, id]) => ({ entity: nameEntity(entityId), id }));
}

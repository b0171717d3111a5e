/** One row about a message. It is the same in every output. The front end chooses the colours. */
import type { TranslationOutcome } from '../../lib/log-line.ts';
import type { Outcome } from '../../lib/outcome.ts';
import { describeSubject, describeTerms } from '../event-subject.ts';
import type { NameEntity } from '../policy/entity-naming.ts';
import { printable } from '../printable.ts';
import type { LoggedOutcome } from './outcome-line.ts';

/** How much attention a row deserves. `plain` is output without a level; `unknown` is an outcome of a later release. */
export type Severity = 'success' | 'ignorable' | 'warning' | 'failure' | 'plain' | 'unknown';

export interface LogRow {
  readonly label: string;
  readonly severity: Severity;
  readonly operation: string;
  readonly text: string;
}

const outcomeSeverities: Readonly<Record<Outcome | TranslationOutcome, Severity>> = {
  applied: 'success',
  'already-applied': 'success',
  superseded: 'success',
  'no-such-user': 'warning',
  'waiting-for-account': 'warning',
  translated: 'success',
  quarantined: 'warning',
  ignored: 'ignorable',
  unresolvable: 'warning',
  retry: 'warning',
  busy: 'warning',
  'dead-letter': 'failure',
};

export function severityOf(outcome: string): Severity {
  return new Map<string, Severity>(Object.entries(outcomeSeverities)).get(outcome) ?? 'unknown';
}

/**
 * First who and where, then which message, then how it went.
 *
 * @param ids that identify the message to the reader
 */
export function outcomeRow(line: LoggedOutcome, ids: readonly (string | undefined)[], nameEntity: NameEntity): LogRow {
  const { outcome, operation, attempt, durationMs, reason, detail, retryInSeconds } = line;
  const facts = [
    line.change,
    line.username,
    ...accessChanges(line),
    line.endsAt && `ends ${line.endsAt}`,
    ...describeWithheld(line),
    line.quarantineSets && `in set ${line.quarantineSets.join(', ')}`,
    ...(line.causes ?? []),
    ...describeSubject(line.command ?? {}, nameEntity),
    ...describeTerms(line.command ?? {}),
    line.effectiveAt && `effective ${line.effectiveAt}`,
    ...ids,
    attempt !== undefined && `attempt ${attempt}`,
    durationMs !== undefined && `${Math.round(durationMs)} ms`,
    reason,
    detail,
    retryInSeconds !== undefined && `again in ${retryInSeconds} s`,
    ...describeNewer(line, nameEntity).map((newer) => `superseded by ${newer}`),
    describeRequests(line, nameEntity),
  ];
  return { label: outcome, severity: severityOf(outcome), operation, text: facts.filter(Boolean).join('  ') };
}

/** The newer events, each with the entities in which it counts. The log knows no ids of them. */
export function describeNewer({ supersededBy = [] }: LoggedOutcome, nameEntity: NameEntity): readonly string[] {
  const newer = Map.groupBy(supersededBy, ({ operation = 'a revocation', time }) =>
    time === undefined ? operation : `${operation} of ${time}`,
  );
  return [...newer].map(
    ([event, entities]) => `${event} in ${entities.map(({ entityId }) => nameEntity(entityId)).join(', ')}`,
  );
}

/** What Zuora's support asks for. */
function describeRequests({ zuoraRequestId, zuoraRequestIds }: LoggedOutcome, nameEntity: NameEntity) {
  if (zuoraRequestIds === undefined) return zuoraRequestId && `Zuora request ${zuoraRequestId}`;
  const requests = Object.entries(zuoraRequestIds).map(([entityId, id]) => `${nameEntity(entityId)} ${id}`);
  return `Zuora requests ${requests.join(', ')}`;
}

/** Why access waits. */
function describeWithheld({ withheldBy = [], unknown = [] }: LoggedOutcome): readonly string[] {
  return withheldBy.length === 0 ? [] : [`withheld by ${withheldBy.join(', ')}`, `unknown ${unknown.join(', ')}`];
}

interface ChangedEntities {
  readonly granted?: readonly string[] | undefined;
  readonly revoked?: readonly string[] | undefined;
  readonly reported?: readonly string[] | undefined;
  readonly ending?: readonly string[] | undefined;
  readonly withheld?: readonly string[] | undefined;
  readonly quarantined?: readonly string[] | undefined;
}

/** The entities whose access changes, or would, by the policy's names. */
export function accessChanges({
  granted,
  revoked,
  reported,
  ending,
  withheld,
  quarantined,
}: ChangedEntities): readonly string[] {
  const changed = {
    ...{ grant: granted, revoke: revoked, report: reported },
    ...{ 'end later': ending, withhold: withheld, quarantine: quarantined },
  };
  return Object.entries(changed).flatMap(([verb, entities]) =>
    entities === undefined ? [] : [`${verb} ${entities.join(', ')}`],
  );
}

/** The widest outcome, and the widest operation. */
const labelWidth = 'already-applied'.length;
const operationWidth = 'disconnectEntityConnection'.length;

/**
 * One line that is safe to print.
 *
 * @param paint adds the colour of the severity to the label
 */
export function formatLogRow(row: LogRow, paint: (label: string, severity: Severity) => string): string {
  const label = paint(printable(row.label).padEnd(labelWidth), row.severity);
  return `${label}  ${printable(row.operation).padEnd(operationWidth)}  ${printable(row.text)}`;
}

/** What the service says of itself: the audit trail as one log line an outcome, and metrics to alarm on. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { OutcomeLine, SilentSourceLine, SweepLine, TranslationLine, TranslationOutcome } from './log-line.ts';
import type { Outcome } from './outcome.ts';

/** The metrics that the functions publish. */
export type MetricName =
  | 'Applied'
  | 'AlreadyApplied'
  | 'Superseded'
  | 'NoSuchUser'
  | 'WaitingForAccount'
  | 'Retry'
  | 'Busy'
  | 'DeadLetter'
  | 'Translated'
  | 'Quarantined'
  | 'Ignored'
  | 'Unresolvable'
  | 'AccessReported'
  | 'QueueAge'
  | 'ZuoraLatency'
  | 'RateLimited'
  | 'TokenRefresh'
  | 'CredentialsRejected'
  | 'SecretUnreadable'
  | 'PendingAge'
  | 'QuarantinedLeaverAge'
  | 'LooksSent'
  | 'SweepFailed'
  | 'SourceSilent';

const metricOf: Record<Outcome | TranslationOutcome, MetricName> = {
  applied: 'Applied',
  'already-applied': 'AlreadyApplied',
  superseded: 'Superseded',
  'no-such-user': 'NoSuchUser',
  'waiting-for-account': 'WaitingForAccount',
  retry: 'Retry',
  busy: 'Busy',
  'dead-letter': 'DeadLetter',
  translated: 'Translated',
  quarantined: 'Quarantined',
  ignored: 'Ignored',
  unresolvable: 'Unresolvable',
};

/** Stands for the publishers of events that are not derived: each has a source of its own. */
const ownPublisher = 'publisher';

export class Telemetry {
  readonly #logger = new Logger();
  readonly #metrics = new Metrics();

  begin(operation: string, context: Context): void {
    this.#logger.addContext(context);
    this.#metrics.addDimension('operation', operation);
  }

  /** Writes the metrics of an invocation out. A sweep that finds nothing has none, and the library would warn of that. */
  end(): void {
    if (this.#metrics.hasStoredMetrics()) this.#metrics.publishStoredMetrics();
    else this.#metrics.clearDimensions();
  }

  outcome(line: OutcomeLine): void {
    this.#count(line);
    if (line.outcome === 'no-such-user' && line.source !== undefined) {
      this.#countBySource('NoSuchUser', line.operation, line.identitySource ?? ownPublisher);
    }
    this.queueAge(line.queueAgeMs);
  }

  translation(line: TranslationLine): void {
    this.#count(line);
    if (line.outcome === 'unresolvable' && line.source) {
      this.#countBySource('Unresolvable', line.operation, line.source);
    }
    if (line.reported) this.#add('AccessReported', MetricUnit.Count, line.reported.length);
  }

  /** @param milliseconds that a message was in the queue when work on it began */
  queueAge(milliseconds: number): void {
    this.#add('QueueAge', MetricUnit.Milliseconds, milliseconds);
  }

  #count(line: OutcomeLine | TranslationLine): void {
    const level = line.outcome === 'dead-letter' ? 'error' : 'info';
    this.#logger[level]('outcome', { ...line });
    this.#add(metricOf[line.outcome], MetricUnit.Count, 1);
  }

  /** @param status of Zuora's answer over HTTP */
  zuoraCall(milliseconds: number, status: number): void {
    this.#add('ZuoraLatency', MetricUnit.Milliseconds, milliseconds);
    if (status === 429) this.#add('RateLimited', MetricUnit.Count, 1);
  }

  tokenRefreshed(): void {
    this.#add('TokenRefresh', MetricUnit.Count, 1);
  }

  credentialsRejected(problem: string): void {
    this.#logger.error('credentials rejected', { problem });
    this.#add('CredentialsRejected', MetricUnit.Count, 1);
  }

  /** The secret could not be read again, whether its last good value is still in use or not. */
  secretUnreadable(problem: string): void {
    this.#logger.error('secret unreadable', { problem });
    this.#add('SecretUnreadable', MetricUnit.Count, 1);
  }

  /** @param milliseconds since a request was sent that awaits an administrator: of the oldest that a look has found */
  pendingAge(milliseconds: number): void {
    this.#add('PendingAge', MetricUnit.Milliseconds, milliseconds);
  }

  /** @param milliseconds since a leaver's end of access waits for an operator */
  quarantinedLeaver(milliseconds: number): void {
    this.#add('QuarantinedLeaverAge', MetricUnit.Milliseconds, milliseconds);
  }

  /** A sweep that found something due. */
  sweep(line: SweepLine): void {
    this.#logger[line.problem === undefined ? 'info' : 'warn']('sweep', { ...line });
    this.#add('LooksSent', MetricUnit.Count, line.sent);
  }

  /** A sweep that found nothing out, or sent nothing. The next one does its work. */
  sweepFailed(error: unknown): void {
    this.#logger.error('sweep failed', { problem: problemOf(error) });
    this.#add('SweepFailed', MetricUnit.Count, 1);
  }

  /** The sources of identity events from which nothing comes. Without any, there is no metric. */
  sourcesSilent(lines: readonly SilentSourceLine[]): void {
    for (const line of lines) this.#logger.warn('source silent', { ...line });
    if (lines.length > 0) this.#add('SourceSilent', MetricUnit.Count, lines.length);
  }

  /** The functions decide by the policy in force. What was deployed since waits for an operator. */
  policyNotApplied(hashes: { readonly deployed: string; readonly inForce: string }): void {
    this.#logger.warn('another policy is deployed than is in force: run zuora-access policy apply', { ...hashes });
  }

  /** A part of the service failed without a loss: it recovers without help. */
  warn(what: string, messageId: string, error: unknown): void {
    this.#logger.warn(what, { messageId, problem: problemOf(error) });
  }

  /** Beside the metric without a source. A metric of its own, because the others of an invocation have no source. */
  #countBySource(name: MetricName, operation: string, source: string): void {
    this.#metrics
      .singleMetric()
      .addDimension('operation', operation)
      .addDimension('source', source)
      .addMetric(name, MetricUnit.Count, 1);
  }

  #add(name: MetricName, unit: 'Count' | 'Milliseconds', value: number): void {
    this.#metrics.addMetric(name, unit, value);
  }
}

function problemOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : 'unknown';
}

/** What the service says of itself: the audit trail as one log line an outcome, and metrics to alarm on. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { Context } from 'aws-lambda';
import type { ChangeKind } from './identity/reading.ts';
import type { Outcome } from './outcome.ts';

/** One line of the audit trail. Holds no body, secret or token; names a user only in the command that concerns him. */
export interface OutcomeLine {
  readonly outcome: Outcome;
  readonly operation: string;
  readonly messageId: string;
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly requestedBy?: string | undefined;
  readonly requestReason?: string | undefined;
  /** What was to be done, and in which entity. */
  readonly command?: unknown;
  /** The entities of the command for which a newer event counts. */
  readonly superseded?: readonly string[] | undefined;
  readonly entityId?: string | undefined;
  readonly idempotencyKey?: string | undefined;
  /** Counts from 1. */
  readonly attempt?: number | undefined;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  readonly retryInSeconds?: number | undefined;
  readonly zuoraId?: string | undefined;
  readonly zuoraRequestId?: string | undefined;
  /** How long the message was in the queue when its delivery began. */
  readonly queueAgeMs: number;
  readonly durationMs: number;
}

/** What an identity event comes to: for access, for nobody, or for a person to see to. */
export type TranslationOutcome = 'translated' | 'ignored' | 'unresolvable' | 'dead-letter';

/**
 * One line of the audit trail of translation: of one thing that happened to one person. Names whose access changes, and
 * holds nothing else of the person.
 */
export interface TranslationLine {
  readonly outcome: TranslationOutcome;
  readonly operation: string;
  readonly messageId: string;
  /** The identity system's name, where it was recognised. */
  readonly source: string | undefined;
  /** The system's own id of the event. */
  readonly eventId?: string;
  readonly change?: ChangeKind;
  readonly reason?: string;
  readonly detail?: string;
  readonly username?: string;
  /** Entities by the policy's names for them. */
  readonly granted?: readonly string[];
  readonly revoked?: readonly string[];
  /** Entities that the person should no longer have, and that nobody takes: somebody is to look at them. */
  readonly reported?: readonly string[];
  /** The ids of the rules that it follows from. */
  readonly because?: readonly string[];
  /** When it takes effect, where that is later than it was said. */
  readonly effectiveAt?: string;
  /** The ids of the events that were sent. */
  readonly sent?: readonly string[];
}

const metricOf: Record<Outcome | TranslationOutcome, string> = {
  applied: 'Applied',
  'already-applied': 'AlreadyApplied',
  superseded: 'Superseded',
  retry: 'Retry',
  busy: 'Busy',
  'dead-letter': 'DeadLetter',
  translated: 'Translated',
  ignored: 'Ignored',
  unresolvable: 'Unresolvable',
};

export class Telemetry {
  readonly #logger = new Logger();
  readonly #metrics = new Metrics();

  begin(operation: string, context: Context): void {
    this.#logger.addContext(context);
    this.#metrics.addDimension('operation', operation);
  }

  /** Writes the metrics of an invocation out. */
  end(): void {
    this.#metrics.publishStoredMetrics();
  }

  outcome(line: OutcomeLine): void {
    this.#count(line);
    this.queueAge(line.queueAgeMs);
  }

  translation(line: TranslationLine): void {
    this.#count(line);
    if (line.reported) this.#metrics.addMetric('AccessReported', MetricUnit.Count, line.reported.length);
  }

  /** @param milliseconds that a message was in the queue when work on it began */
  queueAge(milliseconds: number): void {
    this.#metrics.addMetric('QueueAge', MetricUnit.Milliseconds, milliseconds);
  }

  #count(line: OutcomeLine | TranslationLine): void {
    const level = line.outcome === 'dead-letter' ? 'error' : 'info';
    this.#logger[level]('outcome', { ...line });
    this.#metrics.addMetric(metricOf[line.outcome], MetricUnit.Count, 1);
  }

  /** @param status of Zuora's answer over HTTP */
  zuoraCall(milliseconds: number, status: number): void {
    this.#metrics.addMetric('ZuoraLatency', MetricUnit.Milliseconds, milliseconds);
    if (status === 429) this.#metrics.addMetric('RateLimited', MetricUnit.Count, 1);
  }

  tokenRefreshed(): void {
    this.#metrics.addMetric('TokenRefresh', MetricUnit.Count, 1);
  }

  credentialsRejected(problem: string): void {
    this.#logger.error('credentials rejected', { problem });
    this.#metrics.addMetric('CredentialsRejected', MetricUnit.Count, 1);
  }

  /** The secret could not be read again, whether its last good value is still in use or not. */
  secretUnreadable(problem: string): void {
    this.#logger.error('secret unreadable', { problem });
    this.#metrics.addMetric('SecretUnreadable', MetricUnit.Count, 1);
  }

  /** Something of ours failed that costs no message: it comes back by itself. */
  warn(what: string, messageId: string, error: unknown): void {
    this.#logger.warn(what, {
      messageId,
      problem: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
    });
  }
}

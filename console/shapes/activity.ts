/** What the page Activity gets. */

/** How much attention a row deserves. */
export type Severity = 'success' | 'ignorable' | 'warning' | 'failure' | 'plain' | 'unknown';

export interface ZuoraRequest {
  /** The entity's name; undefined if the answer concerned one entity alone. */
  readonly entity?: string | undefined;
  readonly id: string;
}

/** The outcome of one delivery. */
export interface ActivityRow {
  /** Counts up while the console runs. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcome: string;
  readonly severity: Severity;
  readonly operation: string;
  readonly person?: string | undefined;
  /** Of the person, if it is about one. Somebody else may have it by now. */
  readonly login?: string | undefined;
  /** By name. */
  readonly entities: readonly string[];
  /** What was to be done, in words. */
  readonly terms: readonly string[];
  /** Who asked for it: a person, or the system that sent the event. */
  readonly requester?: string | undefined;
  /** What the requester wrote. */
  readonly requestReason?: string | undefined;
  /** Why it ended so. */
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  readonly eventId?: string | undefined;
  readonly source?: string | undefined;
  readonly correlationId?: string | undefined;
  readonly messageId: string;
  readonly attempt?: number | undefined;
  readonly durationMs?: number | undefined;
  readonly retryInSeconds?: number | undefined;
  readonly requests: readonly ZuoraRequest[];
  /** The newer events, in words. */
  readonly supersededBy: readonly string[];
}

/** How long Zuora took to answer. */
export interface LatencyPoint {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly milliseconds: readonly number[];
}

/** One message of the stream of events. The first message of a stream has `isFirst`: what was there before is over. */
export interface ActivityBatch {
  readonly isFirst: boolean;
  readonly rows: readonly ActivityRow[];
  readonly latencies: readonly LatencyPoint[];
  /** Whether everything from the past is sent. */
  readonly isComplete: boolean;
  /** Why nothing can be read, if so. */
  readonly problem?: string | undefined;
}

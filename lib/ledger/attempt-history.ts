/** What earlier attempts at an event leave behind for the next one. */

/** How often Zuora failed, by how it failed. */
export interface FailureCounts {
  /** A write may have taken effect without an answer. Never forgotten while the event is open. */
  readonly unknown: boolean;
  /** Answers under the present key that leave its outcome unknown, as an HTTP 500 does. */
  readonly unknownAnswers: number;
  readonly internalErrors: number;
  readonly keyMismatches: number;
}

export interface AttemptHistory {
  /** Attempts that failed and count against the next delay. */
  readonly attempts: number;
  /** Milliseconds that Zuora asked the event to wait, which do not use up its time for retries. */
  readonly waited: number;
  readonly failures: FailureCounts;
}

export const noFailures: FailureCounts = { unknown: false, unknownAnswers: 0, internalErrors: 0, keyMismatches: 0 };

/** Of an event whose record this delivery does not hold. */
export const noHistory: AttemptHistory = { attempts: 0, waited: 0, failures: noFailures };

/** A redriven message gets all its attempts again. Only what may have taken effect is not forgotten. */
export function restarted({ failures: { unknown } }: AttemptHistory): AttemptHistory {
  return { ...noHistory, failures: { ...noFailures, unknown } };
}

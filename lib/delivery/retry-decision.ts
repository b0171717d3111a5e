/** Decides how to go on after a write to Zuora that failed. */
import type { FailureCounts } from '../ledger/attempt-history.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
import { ZuoraFailure } from '../zuora/failure.ts';

export type RetryDecision =
  /** Try again later. */
  | { readonly next: 'retry' }
  /** Zuora's answer under this key is settled; try again later under the next one. */
  | { readonly next: 'retry-with-new-key' }
  /** Nothing more can be done; look once more whether it is done already, else the reason stands. */
  | { readonly next: 'confirm'; readonly reason: string };

const retry: RetryDecision = { next: 'retry' };
const maxInternalErrors = 5;

/** Counts one attempt, whose failures may be several. */
export function countFailures(counts: FailureCounts, failures: readonly unknown[]): FailureCounts {
  const writes = failures.filter(isFailedWrite);
  const verdicts = writes.map(classify);
  const unknown = verdicts.includes('unknown');
  const isAnswered = writes.some(
    (failure) => classify(failure) === 'unknown' && failure.status !== undefined && failure.status !== 409,
  );
  return {
    unknown: counts.unknown || unknown,
    unknownAnswers: unknown ? counts.unknownAnswers + Number(isAnswered) : 0,
    internalErrors: counts.internalErrors + Number(verdicts.includes('internal')),
    keyMismatches: counts.keyMismatches + Number(verdicts.includes('key-mismatch')),
  };
}

/** Whether an error is a call that failed, and that may have changed something. */
export function isFailedWrite(error: unknown): error is ZuoraFailure {
  return error instanceof ZuoraFailure && error.isWrite;
}

/**
 * A failure in one entity is final only with all the others.
 *
 * @param failures of one attempt, the most serious first
 * @param counts with these failures counted
 */
export function decideRetry(failures: readonly unknown[], counts: FailureCounts): RetryDecision {
  return mostHopeful(failures.map((failure) => (isFailedWrite(failure) ? decideOne(failure, counts) : retry)));
}

/** What to do after several failures: the first of the decisions that gives up least. */
export function mostHopeful(decisions: readonly RetryDecision[]): RetryDecision {
  const decided = (next: RetryDecision['next']) => decisions.find((decision) => decision.next === next);
  return decided('retry-with-new-key') ?? decided('retry') ?? decided('confirm') ?? retry;
}

function decideOne(failure: ZuoraFailure, counts: FailureCounts): RetryDecision {
  switch (classify(failure)) {
    case 'unauthorised':
    case 'throttled':
    case 'temporary':
      return retry;
    case 'unknown':
      return counts.unknownAnswers > 1 ? { next: 'retry-with-new-key' } : retry;
    case 'internal':
      return counts.internalErrors > maxInternalErrors ? { next: 'confirm', reason: 'retries-exhausted' } : retry;
    case 'key-mismatch':
      return counts.keyMismatches > 1 ? { next: 'confirm', reason: 'rejected' } : retry;
    case 'refused':
      return { next: 'confirm', reason: refusalOf(failure) };
  }
}

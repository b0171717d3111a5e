/** Decides how to go on after a write to Zuora that failed. */
import type { FailureCounts } from '../ledger/attempt-history.ts';
import { classify, type Refusal, refusalOf } from '../zuora/classify.ts';
import type { ZuoraFailure } from '../zuora/failure.ts';

/** What an operation knows of its own refusals. */
export interface RefusalTraits {
  /** Refusals that time may resolve, as when HR is ahead of the user's creation in Zuora. */
  readonly retryableRefusals?: readonly Refusal[];
  /** Zuora shows to nobody that the operation was carried out but not answered. */
  readonly unseenWhilePending?: boolean;
}

export type RetryDecision =
  /** Try again later. */
  | { readonly next: 'retry' }
  /** Zuora's answer under this key is settled; try again later under the next one. */
  | { readonly next: 'retry-with-new-key' }
  /** Nothing more can be done; look once more whether it is done already, else the reason stands. */
  | { readonly next: 'confirm'; readonly reason: string };

const retry: RetryDecision = { next: 'retry' };
const maxInternalErrors = 5;

export function countFailure(failures: FailureCounts, failure: ZuoraFailure): FailureCounts {
  const verdict = classify(failure);
  const unknown = verdict === 'unknown';
  const answered = failure.status !== undefined && failure.status !== 409;
  return {
    unknown: failures.unknown || unknown,
    unknownAnswers: unknown ? failures.unknownAnswers + Number(answered) : 0,
    internalErrors: failures.internalErrors + Number(verdict === 'internal'),
    keyMismatches: failures.keyMismatches + Number(verdict === 'key-mismatch'),
  };
}

/** @param failures this failure counted in */
// Stryker disable next-line ArrayDeclaration: no refusal is called what Stryker puts in
export function decideRetry(
  failure: ZuoraFailure,
  failures: FailureCounts,
  { retryableRefusals = [], unseenWhilePending }: RefusalTraits,
): RetryDecision {
  switch (classify(failure)) {
    case 'unauthorised':
    case 'throttled':
    case 'temporary':
      return retry;
    case 'unknown':
      return failures.unknownAnswers > 1 ? { next: 'retry-with-new-key' } : retry;
    case 'internal':
      return failures.internalErrors > maxInternalErrors ? { next: 'confirm', reason: 'retries-exhausted' } : retry;
    case 'key-mismatch':
      return failures.keyMismatches > 1 ? { next: 'confirm', reason: 'rejected' } : retry;
    case 'refused': {
      const refusal = refusalOf(failure);
      if (retryableRefusals.includes(refusal)) return retry;
      const pending = unseenWhilePending && failures.unknown && refusal === 'business-rule';
      return { next: 'confirm', reason: pending ? 'outcome-unknown' : refusal };
    }
  }
}

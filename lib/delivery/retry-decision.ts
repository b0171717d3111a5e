/** What becomes of a message whose write to Zuora failed. */
import { classify, type Refusal, refusalOf } from '../zuora/classify.ts';
import type { ZuoraFailure } from '../zuora/failure.ts';

/** What earlier attempts at an event leave behind for the next decision. */
export interface FailureCounts {
  /** A write may have taken effect though nobody was told. Never forgotten while the event is open. */
  readonly unknown: boolean;
  /** Answers under the present key that leave its outcome unknown, as an HTTP 500 does. */
  readonly unknownAnswers: number;
  readonly internalErrors: number;
  readonly keyMismatches: number;
}

export const noFailures: FailureCounts = { unknown: false, unknownAnswers: 0, internalErrors: 0, keyMismatches: 0 };

/** What an operation knows of its own refusals. */
export interface RefusalTraits {
  /** Refusals that time may mend, as when HR is ahead of the user's creation in Zuora. */
  readonly retryableRefusals?: readonly Refusal[];
  /** Zuora shows to nobody that the operation was carried out but not answered. */
  readonly unseenWhilePending?: boolean;
}

export type Decision =
  /** Try again later. */
  | { readonly next: 'retry' }
  /** Zuora's answer under this key is settled; try again later under the next one. */
  | { readonly next: 'retry-with-new-key' }
  /** Nothing more can be done; look once more whether it is done already, else the reason stands. */
  | { readonly next: 'judge'; readonly reason: string };

const retry: Decision = { next: 'retry' };
const maxInternalErrors = 5;

export function count(tally: FailureCounts, failure: ZuoraFailure): FailureCounts {
  const verdict = classify(failure);
  const unknown = verdict === 'unknown';
  const answered = failure.status !== undefined && failure.status !== 409;
  return {
    unknown: tally.unknown || unknown,
    unknownAnswers: unknown ? tally.unknownAnswers + Number(answered) : 0,
    internalErrors: tally.internalErrors + Number(verdict === 'internal'),
    keyMismatches: tally.keyMismatches + Number(verdict === 'key-mismatch'),
  };
}

/** @param tally this failure counted in */
// Stryker disable next-line ArrayDeclaration: no refusal is called what Stryker puts in
export function decide(
  failure: ZuoraFailure,
  tally: FailureCounts,
  { retryableRefusals = [], unseenWhilePending }: RefusalTraits,
): Decision {
  switch (classify(failure)) {
    case 'unauthorised':
    case 'throttled':
    case 'temporary':
      return retry;
    case 'unknown':
      return tally.unknownAnswers > 1 ? { next: 'retry-with-new-key' } : retry;
    case 'internal':
      return tally.internalErrors > maxInternalErrors ? { next: 'judge', reason: 'retries-exhausted' } : retry;
    case 'key-mismatch':
      return tally.keyMismatches > 1 ? { next: 'judge', reason: 'rejected' } : retry;
    case 'refused': {
      const refusal = refusalOf(failure);
      if (retryableRefusals.includes(refusal)) return retry;
      const pending = unseenWhilePending && tally.unknown && refusal === 'business-rule';
      return { next: 'judge', reason: pending ? 'outcome-unknown' : refusal };
    }
  }
}

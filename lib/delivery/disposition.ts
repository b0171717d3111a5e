/** What the result of a delivery means for the message and for its record. */

import type { Outcome } from '../outcome.ts';
import { type FailureCounts, noFailures } from './retry-decision.ts';
import { delayAfter, isCounted, isExhausted, type RetryCause, type RetryContext } from './schedule.ts';

/** What came of looking and acting, or why it did not come to that. */
export type Result =
  | { readonly outcome: 'applied' | 'already-applied' | 'superseded'; readonly zuoraId?: string | undefined }
  | { readonly outcome: 'dead-letter'; readonly reason: string; readonly detail: string }
  | {
      readonly outcome: 'retry' | 'busy';
      readonly reason: string;
      readonly detail?: string | undefined;
      readonly pause: RetryCause;
    };

export interface Disposition {
  readonly outcome: Outcome;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
  readonly zuoraId?: string | undefined;
  /** Milliseconds that the message stays hidden; set where it comes back. */
  readonly delay?: number;
  /** Zuora asked to slow down. */
  readonly throttled: boolean;
  /** The attempts that count against the next delay. */
  readonly attempts: number;
  readonly tally: FailureCounts;
  /** From when on the record may be claimed; milliseconds since the epoch. */
  readonly freeAt: number;
  /** From when on Zuora surely works on no call of this attempt; milliseconds since the epoch. */
  readonly quietAt: number;
}

/** What an event brings from its earlier attempts: nothing, for one whose record is not held. */
export interface AttemptHistory {
  /** Attempts that have failed. */
  readonly attempts: number;
  readonly tally: FailureCounts;
}

export const noHistory: AttemptHistory = { attempts: 0, tally: noFailures };

/** The retries are over, and nothing else is the matter. */
export const retriesExhausted = 'retries-exhausted';

/** @param past with this delivery's failure counted in the tally, but not in the attempts */
export function dispositionOf(result: Result, past: AttemptHistory, context: RetryContext): Disposition {
  const { now, settings } = context;
  switch (result.outcome) {
    case 'applied':
    case 'already-applied':
    case 'superseded':
      return { ...result, ...past, throttled: false, freeAt: now, quietAt: now };
    case 'dead-letter':
      return { ...result, ...startedAnew(past), throttled: false, freeAt: now, quietAt: now };
    case 'retry':
    case 'busy': {
      const { outcome, pause, reason, detail } = result;
      const attempts = past.attempts + Number(isCounted(pause));
      const delay = delayAfter(pause, attempts, context);
      const throttled = pause.kind === 'throttled';
      const quietAt = pause.kind === 'unanswered' ? now + settings.leaseGrace : now;
      if (!isExhausted(pause, now + delay, context)) {
        const freeAt = now + delay;
        return { outcome, reason, detail, delay, throttled, attempts, tally: past.tally, freeAt, quietAt };
      }
      return {
        ...startedAnew(past),
        outcome: 'dead-letter',
        reason: retriesExhausted,
        detail: detail === undefined ? reason : `${reason}: ${detail}`,
        throttled,
        freeAt: quietAt,
        quietAt,
      };
    }
  }
}

/** A message that is sent again from the dead-letter queue has all its tries before it. */
function startedAnew({ tally: { unknown } }: AttemptHistory): AttemptHistory {
  return { attempts: 0, tally: { ...noFailures, unknown } };
}

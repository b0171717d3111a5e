/** What an attempt's result means for the message and for its record. */
import type { Settings } from '../settings.ts';
import type { Outcome } from '../telemetry.ts';
import type { Result } from './attempt.ts';
import { delayAfter, isCounted, isExhausted, type MessageAge } from './schedule.ts';

export interface Course {
  readonly outcome: Outcome;
  readonly reason?: string;
  readonly detail?: string;
  readonly zuoraId?: string | undefined;
  /** Milliseconds that the message stays hidden; set where it comes back. */
  readonly delay?: number;
  /** Zuora asked to slow down. */
  readonly throttled: boolean;
  /** The attempts that have failed by now. */
  readonly attempts: number;
  /** From when on the record may be claimed; milliseconds since the epoch. */
  readonly freeAt: number;
}

/**
 * @param failedBefore the attempts that had failed before this one
 * @param now milliseconds since the epoch
 * @param random from 0 up to 1
 */
export function courseAfter(
  result: Result,
  failedBefore: number,
  age: MessageAge,
  settings: Settings,
  now: number,
  random: number,
): Course {
  switch (result.outcome) {
    case 'applied':
    case 'already-applied':
      return { ...result, throttled: false, attempts: failedBefore, freeAt: now };
    case 'dead-letter':
      return { ...result, throttled: false, attempts: failedBefore + 1, freeAt: now };
    case 'retry': {
      const { pause, reason, detail } = result;
      const attempts = failedBefore + Number(isCounted(pause));
      const delay = delayAfter(pause, attempts, age.receives, settings, random);
      const base = { attempts, throttled: pause.kind === 'throttled' };
      if (!isExhausted(pause, now + delay, age, settings)) {
        return { ...base, outcome: 'retry', reason, detail, delay, freeAt: now + delay };
      }
      const exhausted = { reason: 'retries-exhausted', detail: `${reason}: ${detail}` };
      const freeAt = pause.kind === 'unanswered' ? now + settings.leaseGrace : now;
      return { ...base, ...exhausted, outcome: 'dead-letter', freeAt };
    }
  }
}

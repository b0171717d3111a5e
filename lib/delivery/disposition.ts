/** Turns the result of a delivery into what becomes of the message and of its record. */
import { type AttemptHistory, restarted } from '../ledger/attempt-history.ts';
import {
  delayAfter,
  isAskedFor,
  isCounted,
  isExhausted,
  isOfKind,
  type RetryCause,
  type RetryContext,
} from './schedule.ts';

/** Nothing is left to do. */
interface Finished {
  readonly outcome: 'applied' | 'already-applied' | 'superseded';
  readonly zuoraId?: string | undefined;
  /** For the ledger. */
  readonly detail?: string | undefined;
}

/** Zuora does not know the user. */
export interface UserUnknown {
  readonly outcome: 'no-such-user' | 'waiting-for-account';
  readonly detail: string;
}

/** A person has to see to it. */
export interface GivenUp {
  readonly outcome: 'dead-letter';
  readonly reason: string;
  readonly detail: string;
}

/** To be tried again. */
interface Unfinished {
  readonly outcome: 'retry' | 'busy';
  readonly reason: string;
  readonly detail?: string | undefined;
}

export interface Postponed extends Unfinished {
  readonly cause: RetryCause;
}

/** The outcome of looking and acting, or the reason why neither happened. */
export type Result = Finished | UserUnknown | GivenUp | Postponed;

export interface PutBack extends Unfinished {
  /** Milliseconds until SQS shows the message again. */
  readonly delay: number;
}

/** What the delivery leaves in the ledger. */
interface Remains {
  readonly history: AttemptHistory;
  /** From when on another attempt may acquire the record; milliseconds since the epoch. */
  readonly leaseExpiresAt: number;
  /** From when on Zuora surely works on no call of this attempt; milliseconds since the epoch. */
  readonly quietAt: number;
}

export type Disposition = Remains & {
  /** Zuora asked to slow down. */
  readonly throttled: boolean;
} & (Finished | UserUnknown | GivenUp | PutBack);

/** The last retry is over. */
const retriesExhausted = 'retries-exhausted';

/** @param history with this delivery's failure counted by its kind, but not as an attempt */
export function dispositionOf(result: Result, history: AttemptHistory, context: RetryContext): Disposition {
  const { now } = context;
  switch (result.outcome) {
    case 'applied':
    case 'already-applied':
    case 'superseded':
    case 'no-such-user':
    case 'waiting-for-account':
      return { ...result, history, throttled: false, leaseExpiresAt: now, quietAt: now };
    case 'dead-letter':
      return { ...result, history: restarted(history), throttled: false, leaseExpiresAt: now, quietAt: now };
    case 'retry':
    case 'busy':
      return postponed(result, history, context);
  }
}

/** The message stays on the queue, however old it is. */
export function keptOnQueue(
  { outcome, cause, reason, detail }: Postponed,
  before: AttemptHistory,
  context: RetryContext,
): Disposition & PutBack {
  const { now, settings } = context;
  const attempts = before.attempts + Number(isCounted(cause));
  const delay = delayAfter(cause, attempts, context);
  const history = { ...before, attempts, waited: before.waited + (isAskedFor(cause) ? delay : 0) };
  const quietAt = isOfKind(cause, 'unanswered') ? now + settings.leaseGrace : now;
  const throttled = isOfKind(cause, 'throttled');
  return { outcome, reason, detail, delay, throttled, history, leaseExpiresAt: now + delay, quietAt };
}

function postponed(result: Postponed, history: AttemptHistory, context: RetryContext): Disposition {
  const kept = keptOnQueue(result, history, context);
  if (!isExhausted(result.cause, kept.leaseExpiresAt, kept.history, context)) return kept;
  const { reason, detail, throttled, quietAt } = kept;
  return {
    outcome: 'dead-letter',
    reason: retriesExhausted,
    detail: detail === undefined ? reason : `${reason}: ${detail}`,
    throttled,
    history: restarted(history),
    leaseExpiresAt: quietAt,
    quietAt,
  };
}

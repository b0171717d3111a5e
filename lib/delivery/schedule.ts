/** When a message is tried again, and when no more. */
import type { AttemptHistory } from '../ledger/attempt-history.ts';
import type { EventSettings } from '../settings.ts';

/** Why a message has to wait, which settles for how long. */
export type RetryCause =
  /** Longer with every attempt. */
  | { readonly kind: 'back-off' }
  /** As long as Zuora asks. */
  | { readonly kind: 'throttled'; readonly milliseconds: number | undefined }
  /** Until Zuora has surely stopped working on a call that was not answered. */
  | { readonly kind: 'unanswered' }
  /** Nobody's message's fault. */
  | { readonly kind: 'credentials'; readonly milliseconds: number }
  /** Not started, or stopped before anything was sent. */
  | { readonly kind: 'deferred' }
  /** Another delivery of the event is under way. */
  | { readonly kind: 'busy'; readonly milliseconds: number }
  /** Several at once, as when calls fail in several entities. */
  | { readonly kind: 'several'; readonly causes: readonly RetryCause[] };

/** SQS's attributes of a message. Times in milliseconds since the epoch. */
interface MessageAge {
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it was received, this time among them. */
  readonly receives: number;
}

/** The message and the moment. */
export interface RetryContext {
  readonly age: MessageAge;
  readonly settings: EventSettings;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From 0 up to 1. */
  readonly random: number;
}

const oneSecond = 1000;
const elevenHours = 11 * 3_600_000;
const quickReceives = 20;
const receivesToDouble = 4;

/** As many as SQS allows before it moves a message to the dead-letter queue itself. */
export const maxReceives = 100;

/** The cause of all of these together. */
export function combineCauses(causes: readonly RetryCause[]): RetryCause {
  const [first, ...others] = causes;
  return first && others.length === 0 ? first : { kind: 'several', causes };
}

/** Whether a cause is of this kind, or one of several causes is. */
export function isOfKind(cause: RetryCause, kind: RetryCause['kind']): boolean {
  return cause.kind === 'several' ? cause.causes.some((each) => isOfKind(each, kind)) : cause.kind === kind;
}

/** Whether a message waits, for this cause or one of several, through no fault of its own. */
function isFaultless(cause: RetryCause): boolean {
  return isOfKind(cause, 'credentials') || isOfKind(cause, 'deferred') || isOfKind(cause, 'busy');
}

/** Whether a delivery that ends in this cause counts as an attempt that failed. */
export function isCounted(cause: RetryCause): boolean {
  return isOfKind(cause, 'back-off') || isOfKind(cause, 'throttled') || isOfKind(cause, 'unanswered');
}

/**
 * Milliseconds until the next attempt. Chance keeps messages that failed together from coming back together.
 *
 * @param attempts how many have failed, this one among them
 */
export function delayAfter(cause: RetryCause, attempts: number, context: RetryContext): number {
  const { settings, random } = context;
  const { retryBase, retryCap, retryAfterCap, leaseGrace, spread } = settings;
  const exponential = Math.min(retryCap, retryBase * 2 ** (attempts - 1));
  const backOff = (exponential * (1 + random)) / 2;
  switch (cause.kind) {
    // Stryker disable next-line ConditionalExpression: without a wait that is asked for, a 429 is backed off from alike
    case 'back-off':
      return backOff;
    case 'throttled':
      if (cause.milliseconds === undefined) return backOff;
      return Math.min(retryAfterCap, Math.max(backOff, cause.milliseconds)) + random * spread;
    case 'unanswered':
      return Math.max(backOff, leaseGrace + random * spread);
    case 'credentials':
      return Math.max(cause.milliseconds + random * spread, patience(context));
    case 'deferred':
      return Math.max(oneSecond + random * (spread - oneSecond), patience(context));
    case 'busy':
      return Math.max(oneSecond, cause.milliseconds, patience(context));
    case 'several':
      return Math.max(...cause.causes.map((each) => delayAfter(each, attempts, context)));
  }
}

/**
 * Waits that are not counted grow with the receives instead, until the receives that are left last for the time that is
 * left: an outage of days must not use them up.
 */
function patience({ age, settings, now }: RetryContext): number {
  const { receives, sentAt } = age;
  if (receives <= quickReceives) return 0;
  const growing = settings.spread * 2 ** ((receives - quickReceives) / receivesToDouble);
  const timeLeft = Math.max(0, sentAt + settings.messageAgeLimit - now);
  return Math.min(growing, timeLeft / Math.max(1, maxReceives - receives), elevenHours);
}

/** Whether Zuora asked for the wait. Then it does not use up the time for retries. */
export function isAskedFor(cause: RetryCause): boolean {
  if (cause.kind === 'several') return cause.causes.some(isAskedFor);
  return cause.kind === 'throttled' && cause.milliseconds !== undefined;
}

/**
 * Whether a retry that falls due then is too late. Waits that are nobody's fault, or that Zuora asked for, do not use up
 * the time for retries. The message's age limits them all, since SQS deletes a message after the queue's retention.
 *
 * @param dueAt milliseconds since the epoch
 * @param history with the latest failure, and the wait for it if Zuora asked for one
 */
export function isExhausted(
  cause: RetryCause,
  dueAt: number,
  { attempts, waited }: Pick<AttemptHistory, 'attempts' | 'waited'>,
  { age, settings }: RetryContext,
): boolean {
  const usesWindow = !isFaultless(cause) && !isAskedFor(cause) && attempts >= fewestAttempts(settings);
  const windowIsOver = usesWindow && dueAt - age.firstReceivedAt - waited > settings.retryWindow;
  const isTooOld = cause.kind !== 'busy' && dueAt - age.sentAt > settings.messageAgeLimit;
  return windowIsOver || isTooOld;
}

/**
 * A message makes more attempts in its time for retries, even if each of them takes as long as the longest delay. One that lay
 * behind a million others, or waited for credentials, has the same number of them.
 */
function fewestAttempts({ retryWindow, retryCap }: EventSettings): number {
  return retryWindow / (2 * retryCap);
}

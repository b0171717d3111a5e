/** When a message is tried again, and when no more. */
import type { Settings } from '../settings.ts';

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
  | { readonly kind: 'busy'; readonly milliseconds: number };

/** What SQS tells of a message. Times in milliseconds since the epoch. */
interface MessageAge {
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it was received, this time among them. */
  readonly receives: number;
}

/** The message and the moment. */
export interface RetryContext {
  readonly age: MessageAge;
  readonly settings: Settings;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** From 0 up to 1. */
  readonly random: number;
}

const oneSecond = 1000;
const elevenHours = 11 * 3_600_000;
const quickReceives = 20;
const receivesToDouble = 4;

/** As many as SQS allows before it moves a message to the dead-letter queue by itself. */
export const maxReceives = 100;

/** Whether a delivery that ends in this cause counts as an attempt that failed. */
export function isCounted({ kind }: RetryCause): boolean {
  return kind === 'back-off' || kind === 'throttled' || kind === 'unanswered';
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
  return cause.kind === 'throttled' && cause.milliseconds !== undefined;
}

/**
 * Whether a retry that falls due then is too late. Waits that are nobody's fault, or that Zuora asked for, do not use up
 * the time for retries. The message's age limits them all, since SQS deletes a message after the queue's retention.
 *
 * @param dueAt milliseconds since the epoch
 * @param waited milliseconds that Zuora asked for, the latest wait included
 */
export function isExhausted(
  cause: RetryCause,
  dueAt: number,
  waited: number,
  { age, settings }: RetryContext,
): boolean {
  const isTried = isCounted(cause) && !isAskedFor(cause);
  const windowIsOver = isTried && dueAt - age.firstReceivedAt - waited > settings.retryWindow;
  const isTooOld = cause.kind !== 'busy' && dueAt - age.sentAt > settings.messageAgeLimit;
  return windowIsOver || isTooOld;
}

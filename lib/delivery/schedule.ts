/** When a message is tried again, and when no more. */
import type { Settings } from '../settings.ts';

/** Why the next attempt has to wait, which settles for how long. */
export type Pause =
  /** Longer with every attempt. */
  | { readonly kind: 'back-off' }
  /** As long as Zuora asks. */
  | { readonly kind: 'throttled'; readonly seconds: number | undefined }
  /** Until Zuora has surely stopped working on a call that was not answered. */
  | { readonly kind: 'unanswered' }
  /** Nobody's message's fault: neither counted nor held against the message. */
  | { readonly kind: 'credentials'; readonly seconds: number }
  /** Not started, or stopped before anything was sent: not counted either. */
  | { readonly kind: 'deferred' };

/** What SQS tells of a message. Times in milliseconds since the epoch. */
export interface MessageAge {
  readonly sentAt: number;
  readonly firstReceivedAt: number;
  /** How often it was received, this time among them. */
  readonly receives: number;
}

/** Whether an attempt that ends in this pause counts as one that failed. */
export function isCounted({ kind }: Pause): boolean {
  return kind !== 'credentials' && kind !== 'deferred';
}

/**
 * Milliseconds until the next attempt. Chance keeps messages that failed together from coming back together.
 *
 * @param attempts how many have failed, this one among them
 * @param receives how often the message was received
 * @param random from 0 up to 1
 */
export function delayAfter(
  pause: Pause,
  attempts: number,
  receives: number,
  settings: Settings,
  random: number,
): number {
  const { retryBase, retryCap, retryAfterCap, leaseGrace, spread } = settings;
  const exponential = Math.min(retryCap, retryBase * 2 ** (attempts - 1));
  const backOff = (exponential * (1 + random)) / 2;
  switch (pause.kind) {
    case 'back-off':
      return backOff;
    case 'unanswered':
      return Math.max(backOff, leaseGrace);
    case 'throttled':
      if (pause.seconds === undefined) return backOff;
      return Math.min(retryAfterCap, Math.max(backOff, pause.seconds * 1000 + random * spread));
    case 'credentials':
      return Math.max(pause.seconds * 1000 + random * spread, patience(receives, settings));
    case 'deferred':
      return Math.max(1000 + random * (spread - 1000), patience(receives, settings));
  }
}

const quickReceives = 10;

/**
 * Waits that are not counted grow with the receives instead: SQS moves a message away after its hundredth, and an outage
 * of days must not use those up.
 */
function patience(receives: number, { spread, retryAfterCap }: Settings): number {
  return receives > quickReceives ? Math.min(retryAfterCap, spread * 2 ** (receives - quickReceives)) : 0;
}

/**
 * Whether a retry that falls due then is too late. The window is not held against a message that waits for credentials;
 * its age always is, since SQS deletes what is older than the queue's retention.
 *
 * @param dueAt milliseconds since the epoch
 */
export function isExhausted(pause: Pause, dueAt: number, age: MessageAge, settings: Settings): boolean {
  const windowIsOver = isCounted(pause) && dueAt - age.firstReceivedAt > settings.retryWindow;
  return windowIsOver || dueAt - age.sentAt > settings.messageAgeLimit;
}

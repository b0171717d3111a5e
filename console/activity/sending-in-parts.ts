/** Sends one message at a time, so that the first rows are on their way before the rest is written. */
import type { ActivityBatch } from '../shapes/activity.ts';
import { batchesOf } from './activity-batches.ts';
import type { Update } from './activity-feed.ts';

/**
 * Keeps the order of what it is given. What an update makes obsolete is not sent any more.
 *
 * @param later runs its argument after what is sent has left
 */
export function inParts(
  send: (batch: ActivityBatch) => void,
  later: (next: () => void) => void = setImmediate,
): (update: Update) => void {
  let waiting: readonly ActivityBatch[] = [];
  let isSending = false;
  const sendNext = () => {
    const [batch, ...others] = waiting;
    isSending = batch !== undefined;
    if (batch === undefined) return;
    waiting = others;
    send(batch);
    later(sendNext);
  };
  return (update) => {
    waiting = [...(update.isFirst ? [] : waiting), ...batchesOf(update)];
    if (!isSending) sendNext();
  };
}

/** When a change happened, as far as the source can be believed. */
import { clockTolerance } from '../clock-tolerance.ts';
import { parseTimestamp } from './timestamp.ts';
import type { EventContext } from './transport.ts';

/**
 * A change cannot happen after its message was sent. A time in the future would be the newest, and every later event
 * about the person or the group would look outdated.
 *
 * @param reported RFC 3339; undefined if the source tells no time that can be read
 */
export function plausibleTime(reported: string | undefined, { deliveredAt, sentAt }: EventContext): string {
  const latest = new Date(Date.parse(sentAt) + clockTolerance).toISOString();
  return [reported, parseTimestamp(deliveredAt)].find((one) => one !== undefined && one <= latest) ?? sentAt;
}

/** When what an event says counts. */
export interface CountedTime {
  readonly time: string;
  /** When the message was sent, if the end of access that the event tells counts from a later time. */
  readonly sentAt?: string;
}

/**
 * The time of an end may be ahead of the sending, because clocks differ. All else counts from the sending at the latest: a
 * grant that is dated ahead would beat an end that is sent after it.
 *
 * @param plausible of the event
 */
export function countedTime(plausible: string, { sentAt }: EventContext, endsAccess: boolean): CountedTime {
  if (plausible <= sentAt) return { time: plausible };
  return endsAccess ? { time: plausible, sentAt } : { time: sentAt };
}

/** When counts what an event says besides the end of access. Changes of one message have it in common if all are ahead. */
export function grantTime({ time, sentAt = time }: CountedTime): string {
  return sentAt;
}

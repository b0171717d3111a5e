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

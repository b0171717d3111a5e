/** Reads when a change takes effect, in a source's own form. */
import { BadEvent } from '../errors.ts';
import { calendarDay, type Period } from './calendar-day.ts';
import { parseTimestamp } from './timestamp.ts';
import type { EventContext } from './transport.ts';

/** @throws BadEvent for an unreadable date: without it, the change would take effect too early */
export function effectivePeriod(effectiveAt: unknown, { conventions }: EventContext): Period | undefined {
  if (effectiveAt === undefined) return undefined;
  const instant = parseTimestamp(effectiveAt);
  const day = calendarDay(effectiveAt, conventions.timeZone ?? 'UTC');
  const effective = day ?? (instant === undefined ? undefined : { from: instant, until: instant });
  if (effective === undefined) throw new BadEvent('invalid-event', 'effectiveAt: must be a time in RFC 3339');
  return effective;
}

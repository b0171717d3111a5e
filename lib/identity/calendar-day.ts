/** The day that a date without a time means. */
import { localDate } from '../time-zone.ts';
import { parseTimestamp } from './timestamp.ts';

/** From an instant until another one, which no longer belongs to it; RFC 3339. Both are equal for a single instant. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

/** Some systems write a date as a time of midnight without a zone. */
const dateForm = /^(\d{4}-\d\d-\d\d)(?:[T ]00:00(?::00(?:[.,]0+)?)?$| ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?$)/i;

/** A date with or without the offset of its zone, and without a time. */
const writtenDate = /^\d{4}-\d\d-\d\d(?: ?(?:Z|UTC|[+-]\d\d(?::?\d\d)?))?$/i;

const second = 1000;
const hour = 3600 * second;

/** No time zone is further from UTC. */
const maxOffset = 16 * hour;

/** RFC 3339 has no later one. Some systems write the last date for "never". */
const lastInstant = Date.UTC(10_000, 0) - 1;

/**
 * @param value a date, with the offset of its zone or without
 * @param timeZone of a date without an offset
 * @returns undefined for any other value
 */
export function calendarDay(value: unknown, timeZone: string): Period | undefined {
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const [, date = '', zone] = dateForm.exec(value.trim()) ?? [];
  const midnight = Date.parse(parseTimestamp(date) ?? '');
  if (Number.isNaN(midnight)) return undefined;
  if (zone !== undefined) {
    const from = Date.parse(parseTimestamp(value) ?? '');
    return Number.isNaN(from) ? undefined : period(from, from + 24 * hour);
  }
  return period(firstInstantOf(midnight, timeZone), firstInstantOf(midnight + 24 * hour, timeZone));
}

/** The last moment of a day: the next day has begun at its end. A single instant is its own. */
export function lastMomentOf({ from, until }: Period): string {
  return from === until ? until : new Date(Date.parse(until) - 1).toISOString();
}

/** Whether a value is a date that says no time of the day. */
export function isDate(value: unknown): boolean {
  return typeof value === 'string' && writtenDate.test(value.trim());
}

/**
 * Where the clock changes at midnight, a day begins at another time than 00:00. So this looks for the first second with
 * the date.
 *
 * @param midnight of the date in UTC
 */
function firstInstantOf(midnight: number, timeZone: string): number {
  if (midnight > lastInstant) return midnight;
  const date = new Date(midnight).toISOString().slice(0, 10);
  let before = midnight - maxOffset;
  let after = midnight + maxOffset;
  while (after - before > second) {
    const middle = before + Math.floor((after - before) / 2 / second) * second;
    if (localDate(middle, timeZone) < date) before = middle;
    else after = middle;
  }
  return after;
}

function period(from: number, until: number): Period | undefined {
  if (from < 0) return undefined;
  const text = (instant: number) => new Date(Math.min(instant, lastInstant)).toISOString();
  return { from: text(from), until: text(until) };
}

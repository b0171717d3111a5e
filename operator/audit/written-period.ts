/** The period of an audit: all entries that were written in it. */
import { timeText } from '../../lib/audit/audit-entry.ts';
import type { DayPart } from './audit-reader.ts';

/** From an instant until another one, which no longer belongs to it; milliseconds since the epoch. */
export interface Period {
  readonly from: number;
  readonly to: number;
}

const day = 24 * 3_600_000;

/** An entry that a function has begun to write, or that is not in the index yet, has come by then. */
const settled = 15 * 60_000;

/** So that a typo does not have the log of centuries read. Leap days are in it. */
const maxLength = 3653 * day;

/**
 * @param now milliseconds since the epoch
 * @returns what is wrong with the period, as a sentence; undefined if nothing is
 */
export function problemOf({ from, to }: Period, now: number): string | undefined {
  if (from >= to) return '--from must be before --to.';
  if (to - from > maxLength) return 'The period is longer than ten years: export a part at a time.';
  if (to <= now - settled) return undefined;
  const latest = new Date(now - settled).toISOString();
  return `--to must be at least 15 minutes ago, ${latest} or before: entries that are written now may still be on their way.`;
}

/** The parts of its days in UTC, the earliest first. */
export function dayPartsOf({ from, to }: Period): readonly DayPart[] {
  const parts: DayPart[] = [];
  for (let begin = Math.floor(from / day) * day; begin < to; begin += day) {
    parts.push({
      day: timeText(begin).slice(0, 10),
      from: timeText(Math.max(from, begin)),
      to: timeText(Math.min(to, begin + day)),
    });
  }
  return parts;
}

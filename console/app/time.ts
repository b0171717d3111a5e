/** Times and durations in words, in the zone of the machine. */

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat('en-GB', {
  ...{ day: '2-digit', month: 'short', hour: '2-digit', minute: '2-digit' },
});
const whole = new Intl.DateTimeFormat('en-GB', {
  ...{ year: 'numeric', month: 'short', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit' },
  timeZoneName: 'short',
});

/** Milliseconds. */
const day = 86_400_000;

/** @param now milliseconds since the epoch, as the time */
export function shortTime(time: number, now: number): string {
  return Math.abs(now - time) < day / 2 ? clock.format(time) : dayAndClock.format(time);
}

export function longTime(time: number): string {
  return whole.format(time);
}

/**
 * An instant as a field of a form has it: without a zone, in that of the machine.
 *
 * @param offset minutes by which UTC is ahead of the zone, as `getTimezoneOffset` has it
 */
export function fieldTime(instant: Date, offset = instant.getTimezoneOffset()): string {
  return new Date(instant.getTime() - offset * 60_000).toISOString().slice(0, 19);
}

const units = [
  ['d', day],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
] as const;

/** The largest unit, such as `3h`. */
export function age(milliseconds: number): string {
  const unit = units.find(([, length]) => milliseconds >= length);
  return unit ? `${Math.floor(milliseconds / unit[1])}${unit[0]}` : '0s';
}

export function milliseconds(count: number): string {
  return count < 1000 ? `${Math.round(count)} ms` : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)} s`;
}

export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? singular : plural}`;
}

/** Hashes identify what has no name. Eight of their digits tell two apart. */
export function withShortHashes(text: string): string {
  return text.replace(/\b([0-9a-f]{8})[0-9a-f]{56}\b/g, '$1…');
}

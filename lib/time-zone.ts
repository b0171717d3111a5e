/** Time zones by their names in the IANA database, such as `Europe/Berlin`: https://www.iana.org/time-zones */

const dateFormats = new Map<string, Intl.DateTimeFormat>();

/** `Intl` accepts offsets such as `+01:00` too. They do not know summer time. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

/**
 * The calendar date in the time zone.
 *
 * @param instant milliseconds since the epoch
 * @returns such as `2026-12-31`
 */
export function localDate(instant: number, timeZone: string): string {
  const format = dateFormats.get(timeZone) ?? createDateFormat(timeZone);
  dateFormats.set(timeZone, format);
  const parts = new Map(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

function createDateFormat(timeZone: string): Intl.DateTimeFormat {
  const numeric = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  return new Intl.DateTimeFormat('en', { timeZone, calendar: 'gregory', numberingSystem: 'latn', ...numeric });
}

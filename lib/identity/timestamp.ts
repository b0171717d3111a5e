/** Reads timestamps in the forms that identity systems use. */

const timestampForm =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<minutes>\d\d:\d\d)(?::(?<seconds>\d\d))?(?:[.,](?<fraction>\d{1,12}))?)? ?(?<zone>Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/** A number from the first bound on counts milliseconds, from the second bound on microseconds. */
const firstOfMilliseconds = 100_000_000_000;
const firstOfMicroseconds = 100_000_000_000_000;

/**
 * The timestamp in RFC 3339, in UTC and milliseconds. Undefined for any other value: the caller knows what it means.
 *
 * @param value RFC 3339 or a variant (a space for the T, up to 12 fraction digits, `+0000`, a date alone, or no zone,
 *   which means UTC); or a count since 1970 in seconds, milliseconds or microseconds, as a number or as digits
 */
export function parseTimestamp(value: unknown): string | undefined {
  if (typeof value === 'number') return fromCount(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const written = value.trim();
  if (/^\d{9,16}$/.test(written)) return fromCount(Number(written));
  const parts = timestampForm.exec(written)?.groups;
  if (parts === undefined) return undefined;
  const { date = '', minutes = '00:00', seconds = '00', fraction = '0', zone = 'Z' } = parts;
  if (!isDate(date)) return undefined;
  return fromMilliseconds(Date.parse(`${date}T${minutes}:${seconds}.${fraction.slice(0, 3)}${zoneOffset(zone)}`));
}

/** `Date.parse` takes February 30 for March 2. */
function isDate(date: string): boolean {
  const midnight = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(midnight) && new Date(midnight).toISOString().startsWith(date);
}

function zoneOffset(zone: string): string {
  if (/^(z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function fromCount(count: number): string | undefined {
  if (count < firstOfMilliseconds) return fromMilliseconds(count * 1000);
  return fromMilliseconds(count < firstOfMicroseconds ? count : count / 1000);
}

/** RFC 3339 has no years after 9999. */
function fromMilliseconds(milliseconds: number): string | undefined {
  if (!(milliseconds >= 0 && milliseconds < Date.UTC(10_000, 0))) return undefined;
  return new Date(milliseconds).toISOString();
}

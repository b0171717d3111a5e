/** Reads points in time as identity systems write them. */

const form =
  /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<minutes>\d\d:\d\d)(?::(?<seconds>\d\d))?(?:[.,](?<fraction>\d{1,12}))?)? ?(?<zone>Z|UTC|[+-]\d\d(?::?\d\d)?)?$/i;

/** From here on a number counts milliseconds, and above the second bound microseconds. */
const firstOfMilliseconds = 100_000_000_000;
const firstOfMicroseconds = 100_000_000_000_000;

/**
 * A moment in RFC 3339, in UTC and to the millisecond; undefined when the value is none, so that an event never fails
 * on a time that nobody uses.
 *
 * @param value RFC 3339 and its relatives (a space for the T, any number of digits, `+0000`, no zone, which is read as
 *   UTC, a date alone), or a count since 1970 in seconds, milliseconds or microseconds, as a number or digits
 */
export function moment(value: unknown): string | undefined {
  if (typeof value === 'number') return fromCount(value);
  if (typeof value !== 'string' || value.length > 64) return undefined;
  const written = value.trim();
  if (/^\d{9,16}$/.test(written)) return fromCount(Number(written));
  const parts = form.exec(written)?.groups;
  if (parts === undefined) return undefined;
  const { date, minutes = '00:00', seconds = '00', fraction = '0', zone = 'Z' } = parts;
  return fromMilliseconds(Date.parse(`${date}T${minutes}:${seconds}.${fraction.slice(0, 3)}${offset(zone)}`));
}

function offset(zone: string): string {
  if (/^(z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.slice(1).replace(':', '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function fromCount(count: number): string | undefined {
  if (count < firstOfMilliseconds) return fromMilliseconds(count * 1000);
  return fromMilliseconds(count < firstOfMicroseconds ? count : count / 1000);
}

/** Years that RFC 3339 cannot write are no moments. */
function fromMilliseconds(milliseconds: number): string | undefined {
  if (!(milliseconds >= 0 && milliseconds < Date.UTC(10_000, 0))) return undefined;
  return new Date(milliseconds).toISOString();
}

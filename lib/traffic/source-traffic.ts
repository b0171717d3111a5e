/** When each source of identity events sent something, and how long it usually rests. Nothing of its messages is kept. */

/** The traffic of one source. Times are milliseconds since the epoch, by the arrival of messages. */
export interface SourceTraffic {
  readonly name: string;
  /** The first message that is remembered, and the newest. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The longest time without a message, by the week in which it ended; milliseconds. */
  readonly longestGaps: ReadonlyMap<number, number>;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const week = 7 * day;

/** Messages so soon after another one are not noted: each note is a write. */
export const arrivalResolution = 10 * minute;

/** A source must have sent over so long a time before anybody can say what is usual. */
const leastHistory = 14 * day;

/** The weeks of which a source's longest gaps are kept. */
const weeksKept = 5;

/** A source of which nothing came for so long was switched off. */
export const forgottenAfter = 60 * day;

/** Sources that are remembered at the same time. */
export const maxSources = 50;

/** Publishers choose their names. */
const maxNameLength = 200;

/** What an operator calls a source. Several publishers use the plain form, and each can go silent. */
export function sourceName(source: string, publisher: string | undefined): string {
  return (publisher === undefined ? source : `${source} ${publisher}`).slice(0, maxNameLength);
}

/** Whether the source has sent for long enough to know its usual traffic. */
export function hasHistory({ firstAt, lastAt }: SourceTraffic): boolean {
  return lastAt - firstAt >= leastHistory;
}

/** The longest time for which the source rested in the last weeks before its newest message; milliseconds. */
export function longestGapOf({ longestGaps }: SourceTraffic): number {
  return Math.max(0, ...longestGaps.values());
}

/** Without the sources that were switched off. */
export function remembered(traffic: readonly SourceTraffic[], now: number): readonly SourceTraffic[] {
  return traffic.filter(({ lastAt }) => now - lastAt < forgottenAfter);
}

/**
 * Notes that a message of some sources arrived. A message from before the newest one, such as a redriven one, changes
 * nothing.
 *
 * @param names of the sources
 * @param at when it arrived
 * @returns the same traffic if there is nothing to note
 */
export function withArrival(
  traffic: readonly SourceTraffic[],
  names: readonly string[],
  at: number,
): readonly SourceTraffic[] {
  const known = new Map(traffic.map((one) => [one.name, one]));
  const noted = names.flatMap((name) => arrived(known.get(name), name, at) ?? []);
  const others = remembered(traffic, at).filter(({ name }) => noted.every((one) => one.name !== name));
  const kept = withoutTooMany([...noted, ...others], at);
  return noted.some((one) => kept.includes(one)) ? kept : traffic;
}

/** @returns undefined if the message need not be noted */
function arrived(known: SourceTraffic | undefined, name: string, at: number): SourceTraffic | undefined {
  if (known === undefined || at - known.lastAt >= forgottenAfter) {
    return { name, firstAt: at, lastAt: at, longestGaps: new Map() };
  }
  const gap = at - known.lastAt;
  return gap < arrivalResolution ? undefined : { ...known, lastAt: at, longestGaps: withGap(known, gap, at) };
}

function withGap({ longestGaps }: SourceTraffic, gap: number, endedAt: number): ReadonlyMap<number, number> {
  const endedIn = Math.floor(endedAt / week);
  const kept = [...longestGaps].filter(([weekOfGap]) => weekOfGap > endedIn - weeksKept);
  return new Map([...kept, [endedIn, Math.max(gap, longestGaps.get(endedIn) ?? 0)]]);
}

/**
 * Sources with a history stay before all others, then the newest. A new source takes nobody's place who was noted just
 * now, or a publisher with many names would cost a write for each message.
 */
function withoutTooMany(traffic: readonly SourceTraffic[], at: number): readonly SourceTraffic[] {
  const wasJustNoted = ({ firstAt, lastAt }: SourceTraffic) => firstAt < at && at - lastAt < arrivalResolution;
  const rankOf = (one: SourceTraffic) => (hasHistory(one) ? 0 : wasJustNoted(one) ? 1 : 2);
  return traffic
    .toSorted((one, other) => rankOf(one) - rankOf(other) || other.lastAt - one.lastAt)
    .slice(0, maxSources);
}

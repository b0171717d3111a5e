/** Tells which sources of identity events went silent, by their usual traffic. */
import { hasHistory, longestGapOf, remembered, type SourceTraffic } from './source-traffic.ts';

/** A source that sends less is not watched yet (`new`). */
export type SourceState = 'new' | 'active' | 'silent';

export interface WatchedSource {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
  /** For how long it usually rests at the most; milliseconds. */
  readonly longestGap: number;
  readonly state: SourceState;
}

/** No source is silent before. */
const leastSilence = 24 * 3_600_000;

/** So many times the usual gap is silence. */
const gapsOfSilence = 2;

/**
 * The sources that are remembered, by name.
 *
 * @param now milliseconds since the epoch
 */
export function sourceStates(traffic: readonly SourceTraffic[], now: number): readonly WatchedSource[] {
  return remembered(traffic, now)
    .map((one) => ({
      ...{ name: one.name, lastAt: one.lastAt, longestGap: longestGapOf(one) },
      state: stateOf(one, now),
    }))
    .toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

function stateOf(traffic: SourceTraffic, now: number): SourceState {
  if (!hasHistory(traffic)) return 'new';
  return now - traffic.lastAt > silentAfter(traffic) ? 'silent' : 'active';
}

function silentAfter(traffic: SourceTraffic): number {
  return Math.max(leastSilence, gapsOfSilence * longestGapOf(traffic));
}

/** The sources of identity events, as a person reads them. */
import type { WatchedSource } from '../../lib/traffic/source-state.ts';
import { formatDuration } from '../../operator/duration.ts';
import { formatTable } from '../terminal/table.ts';
import { clip } from '../terminal/text.ts';

const maxNameLength = 60;

/**
 * @param now milliseconds since the epoch
 * @param width of the terminal in characters, if there is one
 */
export function sourceTable(sources: readonly WatchedSource[], now: number, width: number | undefined): string {
  const rows = sources.map((source) => {
    const { name, lastAt, longestGap } = source;
    const lastEvent = new Date(lastAt).toISOString();
    return [
      clip(name, maxNameLength),
      lastEvent,
      formatDuration(now - lastAt),
      formatGap(longestGap),
      describe(source),
    ];
  });
  return formatTable(['SOURCE', 'LAST EVENT', 'AGE', 'LONGEST GAP', 'STATE'], rows, width);
}

/** A source that has sent once has no gap yet. */
function formatGap(gap: number): string {
  return gap === 0 ? '-' : formatDuration(gap);
}

function describe({ state, lastAt }: WatchedSource): string {
  return state === 'silent' ? `silent since ${new Date(lastAt).toISOString().slice(0, 10)}` : state;
}

/** `sources`: when each source of identity events sent something last, and which went silent. */
import type { WatchedSource } from '../../lib/traffic/source-state.ts';
import { forgottenAfter } from '../../lib/traffic/source-traffic.ts';
import { formatOccurrences } from '../../operator/counts.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { Session } from '../../operator/stack/session.ts';
import { readSourceStates } from '../../operator/traffic/traffic-reader.ts';
import { sourceTable } from '../reports/source-report.ts';
import { toJson } from '../terminal/text.ts';

export interface SourcesOptions {
  readonly json?: true;
}

/** @returns the exit code */
export async function listSources(session: Session, { json }: SourcesOptions): Promise<number> {
  const sources = await readSourceStates(session);
  if (json) console.log(toJson(sources.map(toSourceJson)));
  else if (sources.length > 0) console.log(sourceTable(sources, session.now(), process.stdout.columns));
  console.error(
    sources.length > 0
      ? `${sources.length} in all: ${formatOccurrences(sources.map(({ state }) => state))}.`
      : `No source has sent an identity event to stage ${session.stack.stage} within ${formatDuration(forgottenAfter)}.`,
  );
  return 0;
}

function toSourceJson({ name, lastAt, longestGap, state }: WatchedSource): object {
  return {
    source: name,
    lastAt: new Date(lastAt).toISOString(),
    longestGapSeconds: Math.round(longestGap / 1000),
    state,
  };
}

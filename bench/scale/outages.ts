/** The outages that docs/performance.md tells of. */
import { manyCalls, type OutageRow, outageScenario, runOutage } from './outage.ts';
import type { Scenario } from './scenario.ts';

/** The first is whole. The others are samples of one or two thousand messages, and of twenty thousand where each is tried seldom. */
const outages = [
  { messages: 10_000, kind: 'refused', oneIn: 1 },
  { messages: 100_000, kind: 'refused', oneIn: 50 },
  { messages: 100_000, kind: 'unavailable', oneIn: 50 },
  { messages: 100_000, kind: 'silent', oneIn: 50 },
  { messages: 1_000_000, kind: 'refused', oneIn: 100 },
  { messages: 1_000_000, kind: 'refused', oneIn: 50 },
  { messages: 1_000_000, kind: 'refused', oneIn: 500, stage: manyCalls },
] as const satisfies readonly (Pick<Scenario, 'messages' | 'oneIn' | 'stage'> & { kind: OutageRow['kind'] })[];

/**
 * @param isWhole whether every message is simulated, which takes hours
 * @param tell told of each run as it ends
 */
export async function measureOutages(
  seed: number,
  isWhole: boolean,
  tell: (line: string) => void,
): Promise<readonly OutageRow[]> {
  const rows: OutageRow[] = [];
  for (const { messages, kind, oneIn, ...stage } of outages) {
    const row = await runOutage(outageScenario(messages, kind, { seed, oneIn: isWhole ? 1 : oneIn, ...stage }));
    tell(JSON.stringify(row));
    rows.push(row);
  }
  return rows;
}

/** The outages that docs/performance.md tells of. */
import { manyCalls, type OutageRow, outageScenario, runOutage } from './outage.ts';
import type { Scenario } from './simulation.ts';

/** @param tell told of each run as it ends */
export async function measureOutages(
  seed: number,
  most: number,
  tell: (line: string) => void,
): Promise<readonly OutageRow[]> {
  const sizes = [most / 100, most / 10, most].map(Math.floor);
  const [small = most, middle = most] = sizes;
  const scenarios: readonly Scenario[] = [
    ...sizes.map((messages) => outageScenario(messages, 'refused', { seed })),
    outageScenario(middle, 'unavailable', { seed }),
    outageScenario(middle, 'silent', { seed }),
    outageScenario(middle, 'refused', { seed, stage: manyCalls }),
    outageScenario(small, 'refused', { seed, stage: { zuoraCallsInFlight: 40 }, functions: 9 }),
  ];
  const rows: OutageRow[] = [];
  for (const scenario of scenarios) {
    const row = await runOutage(scenario);
    tell(JSON.stringify(row));
    rows.push(row);
  }
  return rows;
}

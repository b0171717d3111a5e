/** Draws the charts of the results that there are, as `bench/results/bench-<measurement>.svg`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ColdRow } from '../measurements/cold.ts';
import type { GrowthRow } from '../measurements/growth/curve.ts';
import type { LatencyRow } from '../measurements/latency.ts';
import type { MemoryRow } from '../measurements/memory.ts';
import type { WarmRow } from '../measurements/warm.ts';
import { readResults } from '../results.ts';
import { coldChart } from './cold.ts';
import { growthChart } from './growth.ts';
import { latencyChart } from './latency.ts';
import { memoryChart } from './memory.ts';
import { warmChart } from './warm.ts';

draw<ColdRow>('cold', coldChart);
draw<WarmRow>('warm', warmChart);
draw<LatencyRow>('latency', latencyChart);
draw<MemoryRow>('memory', memoryChart);
draw<GrowthRow>('growth', growthChart);

function draw<Row>(measurement: string, chart: (rows: readonly Row[]) => string): void {
  const results = readResults<Row>(measurement);
  if (results === undefined) return;
  writeFileSync(join(import.meta.dirname, '../results', `bench-${measurement}.svg`), chart(results.rows));
}

/** Two small charts: how deliveries ended, and how long Zuora took. */
import { useMemo } from 'preact/hooks';
import type { ActivityRow, LatencyPoint } from '../../shapes/activity.ts';
import { Chart } from '../chart.tsx';
import { count, milliseconds } from '../time.ts';
import { bucketsOf, latencyBuckets, outcomeBuckets, quantile } from './buckets.ts';

interface ChartsProps {
  readonly rows: readonly ActivityRow[];
  readonly latencies: readonly LatencyPoint[];
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly to: number;
}

export function ActivityCharts({ rows, latencies, from, to }: ChartsProps) {
  const buckets = useMemo(() => bucketsOf(from, to), [from, to]);
  const outcomes = useMemo(() => outcomeBuckets(rows, buckets), [rows, buckets]);
  const zuora = useMemo(() => latencyBuckets(latencies, buckets), [latencies, buckets]);
  const all = useMemo(() => latencies.flatMap(({ milliseconds: each }) => each).sort((a, b) => a - b), [latencies]);
  const failed = rows.filter(({ severity }) => severity === 'failure').length;
  return (
    <div class="charts">
      <Chart
        title="Outcomes"
        words={`${count(rows.length, 'delivery', 'deliveries')}, ${failed} failed`}
        times={buckets.starts}
        kind="bars"
        series={[
          { label: 'failed', colour: '--failure-fill', values: outcomes.all },
          { label: 'waiting', colour: '--warning-fill', values: outcomes.notFailed },
          { label: 'succeeded', colour: '--success-fill', values: outcomes.succeeded },
        ]}
      />
      <Chart
        title="Zuora"
        words={latencyWords(all)}
        times={buckets.starts}
        kind="lines"
        series={[
          { label: '95 % under', colour: '--warning-fill', values: zuora.high },
          { label: 'median', colour: '--accent', values: zuora.median },
        ]}
      />
    </div>
  );
}

/** @param all in order */
function latencyWords(all: readonly number[]): string {
  if (all.length === 0) return 'no calls';
  const [median, high] = [quantile(all, 0.5), quantile(all, 0.95)];
  return `${count(all.length, 'call')}, median ${milliseconds(median)}, 95 % under ${milliseconds(high)}`;
}

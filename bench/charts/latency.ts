/** What a batch takes by the calls in flight, next to what the calls to Zuora alone take. */
import * as Plot from '@observablehq/plot';
import type { LatencyRow } from '../measurements/latency.ts';
import { chartTitles } from '../report/chart-titles.ts';
import { colours, drawSvg } from './svg.ts';

export function latencyChart(rows: readonly LatencyRow[]): string {
  const bars = rows.map((row) => ({ ...row, label: `${row.title}, ${row.inFlight} in flight` }));
  return drawSvg(chartTitles.latency, {
    ...{ width: 820, marginLeft: 260, marginRight: 60, marginBottom: 45 },
    x: { label: 'milliseconds of a warm batch of ten, if Zuora answers after 100', grid: true, labelOffset: 40 },
    y: { label: null, domain: bars.map(({ label }) => label) },
    marks: [
      Plot.barX(bars, {
        ...{ x: ({ warm }) => warm.value, y: 'label' },
        fill: ({ name }) => (name === 'service' ? colours.service : colours.others),
      }),
      Plot.tickX(
        bars.filter(({ ideal }) => ideal !== undefined),
        { x: 'ideal', y: 'label', stroke: colours.ideal, strokeWidth: 3 },
      ),
      Plot.text(bars, {
        ...{ x: ({ warm }) => warm.value, y: 'label', textAnchor: 'start', dx: 6 },
        text: ({ warm }) => warm.value.toFixed(0),
      }),
      Plot.ruleX([0]),
    ],
  });
}

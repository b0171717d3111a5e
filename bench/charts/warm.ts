/** The processor time that each contender takes for a message. */
import * as Plot from '@observablehq/plot';
import type { WarmRow } from '../measurements/warm.ts';
import { chartTitles } from '../report/chart-titles.ts';
import { colours, drawSvg } from './svg.ts';

export function warmChart(rows: readonly WarmRow[]): string {
  return drawSvg(chartTitles.warm, {
    ...{ width: 820, marginLeft: 190, marginRight: 50, marginBottom: 45 },
    x: { label: 'milliseconds of the processor, a message', grid: true, labelOffset: 40 },
    y: { label: null, domain: rows.map(({ title }) => title) },
    marks: [
      Plot.barX(rows, {
        ...{ x: ({ cpu }) => cpu.value, y: 'title' },
        fill: ({ name }) => (name === 'service' ? colours.service : colours.others),
      }),
      Plot.text(rows, {
        ...{ x: ({ cpu }) => cpu.value, y: 'title', textAnchor: 'start', dx: 6 },
        text: ({ cpu }) => cpu.value.toFixed(2),
      }),
      Plot.ruleX([0]),
    ],
  });
}

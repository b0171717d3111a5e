/** The start of each contender: until it is ready, and until its first message is done. */
import * as Plot from '@observablehq/plot';
import type { ColdRow } from '../measurements/cold.ts';
import { chartTitles } from '../report/chart-titles.ts';
import { colours, drawSvg } from './svg.ts';

export function coldChart(rows: readonly ColdRow[]): string {
  const parts = rows.flatMap(({ name, title, ready, first }) => [
    { title, part: 'ready', name, milliseconds: ready.value },
    { title, part: 'first message', name, milliseconds: first.value - ready.value },
  ]);
  return drawSvg(chartTitles.cold, {
    ...{ width: 820, marginLeft: 190, marginRight: 50, marginBottom: 45 },
    x: { label: 'milliseconds from the start of the process', grid: true, labelOffset: 40 },
    y: { label: null, domain: rows.map(({ title }) => title) },
    marks: [
      Plot.barX(parts, {
        ...{ x: 'milliseconds', y: 'title' },
        fill: ({ name }) => (name === 'service' ? colours.service : colours.others),
        fillOpacity: ({ part }) => (part === 'ready' ? 1 : 0.5),
      }),
      Plot.text(rows, {
        ...{ x: ({ ready }) => ready.value, y: 'title', textAnchor: 'end', dx: -6, fill: 'white' },
        text: ({ ready }) => ready.value.toFixed(0),
      }),
      Plot.text(rows, {
        ...{ x: ({ first }) => first.value, y: 'title', textAnchor: 'start', dx: 6 },
        text: ({ first }) => first.value.toFixed(0),
      }),
      Plot.ruleX([0]),
    ],
  });
}

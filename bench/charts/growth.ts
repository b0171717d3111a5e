/** How each cost grows, next to linear growth from its first point. Both scales are logarithmic. */
import * as Plot from '@observablehq/plot';
import type { GrowthRow } from '../measurements/growth/curve.ts';
import { chartTitles } from '../report/chart-titles.ts';
import { colours, drawSvg } from './svg.ts';

const columns = 3;

export function growthChart(rows: readonly GrowthRow[]): string {
  const placed = rows.map((row, index) => ({ ...row, fx: index % columns, fy: Math.floor(index / columns) }));
  const points = placed.flatMap(({ points: [first, ...others], fx, fy }) =>
    first
      ? [first, ...others].map((point) => ({ fx, fy, size: point.size / first.size, cost: point.cost / first.cost }))
      : [],
  );
  const most = Math.max(...points.map(({ size }) => size));
  const linear = placed.flatMap(({ fx, fy }) => [1, most].map((size) => ({ fx, fy, size, cost: size })));
  return drawSvg(chartTitles.growth, {
    ...{ width: 900, height: 200 * Math.ceil(rows.length / columns), marginLeft: 45, marginTop: 55, marginBottom: 45 },
    fx: { axis: null, padding: 0.12 },
    fy: { axis: null, padding: 0.2 },
    x: { type: 'log', label: 'times the first size', labelOffset: 38, grid: true, ticks: 4, tickFormat: '~s' },
    y: { type: 'log', label: 'times the first cost', labelOffset: 40, grid: true, ticks: 4, tickFormat: '~s' },
    marks: [
      Plot.frame({ stroke: '#cbd2d9' }),
      Plot.line(linear, { x: 'size', y: 'cost', fx: 'fx', fy: 'fy', stroke: colours.others, strokeDasharray: '4 4' }),
      Plot.line(points, { x: 'size', y: 'cost', fx: 'fx', fy: 'fy', stroke: colours.service, strokeWidth: 2 }),
      Plot.dot(points, { x: 'size', y: 'cost', fx: 'fx', fy: 'fy', fill: colours.service }),
      Plot.text(placed, {
        ...{ fx: 'fx', fy: 'fy', frameAnchor: 'top-left', dy: -24, fontWeight: 'bold', fontSize: 11 },
        text: ({ name }) => name,
      }),
      Plot.text(placed, {
        ...{ fx: 'fx', fy: 'fy', frameAnchor: 'top-left', dy: -10, fontSize: 10 },
        text: ({ size, cost }) => `${cost} by ${size}`,
      }),
    ],
  });
}

/** The heap of each contender by the messages that it has handled. */
import * as Plot from '@observablehq/plot';
import type { MemoryRow } from '../measurements/memory.ts';
import { chartTitles } from '../report/chart-titles.ts';
import { drawSvg } from './svg.ts';

export function memoryChart(rows: readonly MemoryRow[]): string {
  const points = rows.flatMap(({ title, heaps }) => heaps.map((heap) => ({ title, ...heap })));
  return drawSvg(chartTitles.memory, {
    ...{ width: 820, marginRight: 190 },
    x: { label: 'messages', grid: true },
    y: { label: 'MB of heap after a collection', grid: true, zero: true },
    color: { scheme: 'observable10' },
    marks: [
      Plot.lineY(points, { x: 'messages', y: 'megabytes', stroke: 'title', strokeWidth: 2 }),
      Plot.dot(points, { x: 'messages', y: 'megabytes', fill: 'title' }),
      Plot.text(
        points,
        Plot.selectLast({
          x: 'messages',
          y: 'megabytes',
          z: 'title',
          text: 'title',
          fill: 'title',
          textAnchor: 'start',
          dx: 8,
        }),
      ),
      Plot.ruleY([0]),
    ],
  });
}

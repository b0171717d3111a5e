/** A small chart over time. Words say the same, for those who do not see it. */
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { paint } from './theme.ts';

interface Series {
  readonly label: string;
  /** The name of a custom property of style/. */
  readonly colour: string;
  /** One for each time; null for none. */
  readonly values: readonly (number | null)[];
}

interface ChartProps {
  readonly title: string;
  /** What the chart shows, in a sentence. */
  readonly words: string;
  /** Seconds since the epoch. */
  readonly times: readonly number[];
  /** Bars lie over each other, the first one behind. */
  readonly series: readonly Series[];
  readonly kind: 'bars' | 'lines';
}

/** Pixels. */
const height = 96;

export function Chart({ title, words, times, series, kind }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  // A plot that begins without values never shows its axes.
  const hasValues = series.some(({ values }) => values.some((value) => value !== null));
  const data = [[...times], ...series.map(({ values }) => [...values])] as uPlot.AlignedData;
  useEffect(() => {
    const element = place.current;
    if (!element) return undefined;
    plot.current = new uPlot(optionsOf(element, series, kind), data, element);
    const observer = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      plot.current?.destroy();
    };
  }, [paint.value, hasValues]);
  useEffect(() => plot.current?.setData(data), [times, series]);
  return (
    <figure class="chart">
      <figcaption>
        <strong>{title}</strong> {words}
      </figcaption>
      <div ref={place} aria-hidden="true" />
    </figure>
  );
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** A canvas knows no custom properties, and neither of the two colours that one may hold. */
function colourOf(element: HTMLElement, name: string): string {
  element.style.color = `var(${name})`;
  const { color } = getComputedStyle(element);
  element.style.color = '';
  return color;
}

function optionsOf(element: HTMLElement, series: readonly Series[], kind: ChartProps['kind']): uPlot.Options {
  const { width } = element.getBoundingClientRect();
  const colour = (name: string) => colourOf(element, name);
  const axis = { stroke: colour('--muted'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  const grid = { stroke: colour('--line'), width: 1 };
  const bars = uPlot.paths.bars?.({ size: [0.8, 24] });
  return {
    ...{ width, height, legend: { show: false }, cursor: { show: false }, padding: [6, 4, 0, 0] },
    scales: { y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] } },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 22,
        space: 70,
        values: (_, times) => times.map((time) => clock.format(time * 1000)),
      },
      {
        ...axis,
        grid,
        size: 40,
        space: 28,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000],
      },
    ],
    series: [
      {},
      ...series.map(({ label, colour: name }) => ({
        ...{ label, stroke: colour(name), points: { show: kind === 'lines', size: 4, fill: colour(name) } },
        ...(kind === 'bars' && bars ? { fill: colour(name), paths: bars, width: 0 } : { width: 1.5, spanGaps: true }),
      })),
    ],
  };
}

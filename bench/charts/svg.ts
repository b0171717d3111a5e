/** Draws a chart as a file of SVG, without a browser. */
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';

/** A page shows a file of SVG on its own background, and its text has the colour of none. */
const paper = '#ffffff';
const ink = '#1f2933';

/** Of the service, of the others, and of what could not be less. */
export const colours = { service: '#1464c8', others: '#9aa5b1', ideal: '#ffb703' };

/** @param title for those who cannot see it */
export function drawSvg(title: string, options: Plot.PlotOptions): string {
  const { document } = parseHTML('<html><body></body></html>');
  const chart = Plot.plot({ ...options, document, style: { background: paper, color: ink, fontSize: '13px' } });
  const heading = document.createElement('title');
  heading.textContent = title;
  chart.prepend(heading);
  chart.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return `${chart.outerHTML}\n`;
}

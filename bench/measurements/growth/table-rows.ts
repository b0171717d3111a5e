/** What the commands' tables take. */
import { formatTable } from '../../../cli/terminal/table.ts';
import { type Curve, cpuTimeOf } from './curve.ts';

const sizes = [2500, 5000, 10_000, 20_000];
const titles = ['message', 'time', 'reason', 'detail'];
const width = 200;

export const tableRows: Curve = {
  name: 'table-rows',
  title: 'Print a table in the terminal',
  size: 'rows',
  cost: 'CPU ms',
  measure: () =>
    sizes.map((size) => {
      const rows = Array.from({ length: size }, (_, index) => [
        `5eed0000-0000-4000-8000-${index}`,
        '2026-11-30T03:00:00Z',
        'retries-exhausted',
        'Zuora did not answer within ten seconds',
      ]);
      return { size, cost: cpuTimeOf(() => formatTable(titles, rows, width)) };
    }),
};

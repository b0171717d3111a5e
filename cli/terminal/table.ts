/** Tables and lists of facts, in colour where the terminal has it. */
import { styleText } from 'node:util';
import Table from 'cli-table3';
import { printable } from '../../operator/printable.ts';

const borderNames =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle';
const noBorders = Object.fromEntries(borderNames.split(' ').map((name) => [name, '']));

/** @param rows of cells that are safe to print */
export function formatTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => styleText('bold', title));
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 2 };
  const table = new Table({ head, style, chars: noBorders });
  for (const cells of rows) table.push([...cells]);
  return table.toString();
}

/** One fact a line. Unknown facts are left out. */
export function formatFacts(facts: Readonly<Record<string, string | number | undefined>>): string {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known
    .map(([name, fact]) => `${styleText('bold', printable(name).padEnd(width))}  ${printable(String(fact))}`)
    .join('\n');
}

/** A section: its content is indented, so that no content looks like a title. */
export function formatSection(title: string, content: string): string {
  return `${styleText('bold', title)}\n${content.replace(/^/gm, '  ')}\n`;
}

/** Tables and lists of facts, in colour where the terminal has it. */
import { styleText } from 'node:util';
import stringWidth from 'string-width';
import { printable } from '../../operator/printable.ts';
import { fold } from './text.ts';

/** Spaces between two columns. */
const gap = 2;

/**
 * A table as it is, if it fits. A wider one becomes a block of facts for each row, so that every cell stays whole and can
 * be copied.
 *
 * @param rows of cells that are safe to print
 * @param width of the terminal in characters; undefined for output that goes to a file or a program
 */
export function formatTable(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): string {
  const widths = titles.map((title, column) => maxWidth([title, ...rows.map((cells) => cells[column] ?? '')]));
  const needed = widths.reduce((sum, one) => sum + one) + gap * (widths.length - 1);
  if (width !== undefined && needed > width) return rows.map((cells) => formatBlock(titles, cells, width)).join('\n\n');
  const head = titles.map((title) => styleText('bold', title));
  return [head, ...rows].map((cells) => formatRow(cells, widths)).join('\n');
}

function formatRow(cells: readonly string[], widths: readonly number[]): string {
  const padded = widths.map((width, column) => {
    const cell = cells[column] ?? '';
    return cell + ' '.repeat(width + gap - stringWidth(cell));
  });
  // Spaces at the end would begin a new line on a narrow terminal.
  return padded.join('').trimEnd();
}

/** One line for each cell, folded where it is wider than the terminal. */
function formatBlock(titles: readonly string[], cells: readonly string[], width: number): string {
  const titleWidth = maxWidth(titles);
  const indent = ' '.repeat(titleWidth + gap);
  return titles
    .map((title, column) => {
      const lines = fold(cells[column] ?? '', Math.max(width - indent.length, minFoldWidth));
      return `${styleText('bold', title.padEnd(titleWidth + gap))}${lines.join(`\n${indent}`)}`;
    })
    .join('\n');
}

/** Narrower lines cannot be read. */
const minFoldWidth = 10;

function maxWidth(texts: readonly string[]): number {
  return texts.reduce((widest, text) => Math.max(widest, stringWidth(text)), 0);
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

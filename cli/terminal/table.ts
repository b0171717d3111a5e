/** What a person reads: tables and lists of facts, in colour where the terminal has it. */
import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { DeadLetter } from '../../operator/dead-letters/dead-letter.ts';
import { formatDuration } from '../../operator/duration.ts';
import { clipped, printable } from './text.ts';

const maxCellLength = 48;
const lines =
  'top top-mid top-left top-right bottom bottom-mid bottom-left bottom-right left left-mid mid mid-mid right right-mid middle';
const noLines = Object.fromEntries(lines.split(' ').map((line) => [line, '']));

/** Dead letters, the oldest first. */
export function tableOf(letters: readonly DeadLetter[], now: number): string {
  const rows = letters
    .toSorted((one, other) => one.sentAt - other.sentAt)
    .map(({ sentAt, operation, queue, reason, eventId, messageId, attempts }) => {
      const cells = [formatDuration(now - sentAt), operation ?? queue, reason, eventId, messageId, attempts];
      return cells.map((cell) => clipped(String(cell ?? '-'), maxCellLength));
    });
  return plainTable(['AGE', 'OPERATION', 'REASON', 'EVENT ID', 'MESSAGE ID', 'ATTEMPTS'], rows);
}

/** @param rows of cells that are safe to print */
export function plainTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = titles.map((title) => styleText('bold', title));
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 2 };
  const table = new Table({ head, style, chars: noLines });
  for (const cells of rows) table.push([...cells]);
  return table.toString();
}

/** A fact a line. What is not known is left out. */
export function factsOf(facts: Readonly<Record<string, string | number | undefined>>): string {
  const known = Object.entries(facts).filter(([, fact]) => fact !== undefined);
  const width = Math.max(...known.map(([name]) => name.length));
  return known
    .map(([name, fact]) => `${styleText('bold', printable(name).padEnd(width))}  ${printable(String(fact))}`)
    .join('\n');
}

/** A part of what is shown, set off from its title so that no content can pass for one. */
export function titled(title: string, content: string): string {
  return `${styleText('bold', title)}\n${content.replace(/^/gm, '  ')}\n`;
}

export function counted(count: number, one: string, several = `${one}s`): string {
  return `${count} ${count === 1 ? one : several}`;
}

/** How many there are of each, the most frequent first. */
export function countsOf(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([name, count]) => `${count} ${printable(name)}`).join(', ');
}

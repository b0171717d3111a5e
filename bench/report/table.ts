/** A table of results, for the terminal and for the documentation. */

export interface Table {
  readonly titles: readonly string[];
  /** The first cell of a row names it, the others are numbers. */
  readonly rows: readonly (readonly string[])[];
}

export function markdownTable({ titles, rows }: Table): string {
  const rule = titles.map((_, column) => (column === 0 ? '---' : '--:'));
  return [titles, rule, ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

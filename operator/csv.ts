/** Comma-separated values, safe to open in a spreadsheet and to show on a terminal: https://www.rfc-editor.org/rfc/rfc4180 */
import { printable } from './printable.ts';

/** What a spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection */
const formula = /^[=+\-@\t\r\n]/;

/**
 * Stands before a text that is no formula, and before one that has such a mark of its own. So a program that takes one
 * away reads every text as it was.
 */
const textMark = "'";

/**
 * One record, with its end. Control characters become U+FFFD, as on a terminal.
 *
 * @param cells undefined for an unknown value: an empty cell
 */
export function csvRecord(cells: readonly (string | undefined)[]): string {
  return `${cells.map((cell = '') => csvCell(cell)).join(',')}\r\n`;
}

function csvCell(text: string): string {
  const marked = formula.test(text) || text.startsWith(textMark) ? `${textMark}${text}` : text;
  const cell = printable(marked);
  return /[",]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

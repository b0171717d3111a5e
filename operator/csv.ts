/** Comma-separated values, safe to open in a spreadsheet and to show on a terminal: https://www.rfc-editor.org/rfc/rfc4180 */
import { printable } from './printable.ts';

/**
 * What a spreadsheet takes for a formula, with what it may take away before it:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const formula = /^[\s"]*[=+\-@]/;

/**
 * Spreadsheets of some countries separate by it instead of the comma. Then the quotation marks of a cell protect nothing:
 * they do not begin one.
 */
const otherSeparator = ';';

/**
 * Stands before a text that is no formula, and before one that has such a mark of its own. So a program that takes one
 * away reads every text as it was.
 */
const textMark = "'";

/**
 * One record, with its end. Control and invisible characters become U+FFFD, as on a terminal.
 *
 * @param cells undefined for an unknown value: an empty cell
 */
export function csvRecord(cells: readonly (string | undefined)[]): string {
  return `${cells.map((cell = '') => csvCell(cell)).join(',')}\r\n`;
}

/** A value as JSON for a cell. No text mark gets into it: its texts have no separator. */
export function jsonCell(value: unknown): string {
  return JSON.stringify(value).replaceAll(otherSeparator, '\\u003b');
}

function csvCell(text: string): string {
  const cell = printable(text.split(otherSeparator).map(markedPart).join(otherSeparator));
  return /[",;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function markedPart(part: string): string {
  // Some spreadsheets take a full-width sign for a formula too.
  const isFormula = formula.test(part.normalize('NFKD'));
  return isFormula || part.startsWith(textMark) ? `${textMark}${part}` : part;
}

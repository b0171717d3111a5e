/** Reads comma-separated values: https://www.rfc-editor.org/rfc/rfc4180 */
import { maxLineBytes, type TextLine } from './lines.ts';

export type CsvRecord = {
  /** The number of its first line. */
  readonly line: number;
} & ({ readonly cells: readonly string[] } | { readonly problem: string });

/** The records of the lines. A cell in quotes may hold the end of a line. Empty lines are no records. */
export async function* csvRecords(lines: AsyncIterable<TextLine>): AsyncGenerator<CsvRecord> {
  const open = new OpenRecord();
  for await (const line of lines) yield* open.add(line);
  yield* open.giveUp();
}

/** A record as long as a quote in it is open. */
class OpenRecord {
  #lines: TextLine[] = [];
  #length = 0;
  #hasOpenQuote = false;

  /** The records that end with the line. */
  *add(line: TextLine): Generator<CsvRecord> {
    const { number, text, problem = '' } = line;
    if (text === undefined || this.#length + text.length > maxLineBytes) yield* this.giveUp();
    if (text === undefined) {
      yield { line: number, problem };
      return;
    }
    this.#lines.push(line);
    this.#length += text.length;
    this.#hasOpenQuote = this.#hasOpenQuote !== hasOpenQuote(text);
    if (this.#hasOpenQuote) return;
    const lines = this.#take();
    const whole = lines.map((one) => one.text).join('\n');
    if (whole.trim() !== '') yield { line: lines[0]?.number ?? number, ...parseRecord(whole) };
  }

  /** A quote that nothing closes is a problem of its line alone: the lines after it are read anew. */
  *giveUp(): Generator<CsvRecord> {
    const [first, ...others] = this.#take();
    if (first === undefined) return;
    yield { line: first.number, problem: 'a quote opens that nothing closes' };
    for (const line of others) yield* this.add(line);
    yield* this.giveUp();
  }

  #take(): readonly TextLine[] {
    const lines = this.#lines;
    this.#lines = [];
    this.#length = 0;
    this.#hasOpenQuote = false;
    return lines;
  }
}

function hasOpenQuote(text: string): boolean {
  let quotes = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) quotes += 1;
  return quotes % 2 === 1;
}

const cellForm = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/y;

function parseRecord(text: string): { readonly cells: readonly string[] } | { readonly problem: string } {
  const cells: string[] = [];
  cellForm.lastIndex = 0;
  for (;;) {
    const [, quoted, plain = '', end] = cellForm.exec(text) ?? [];
    if (end === undefined) {
      return {
        problem: `cell ${cells.length + 1} has a quote in the middle; write the whole cell in quotes, and each quote in it twice`,
      };
    }
    cells.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '') return { cells };
  }
}

/** Reads a text file line by line, as bytes, so that a bad line is refused alone and no line fills the memory. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { UnreadableFile } from '../errors.ts';
import { withFile } from './file-access.ts';

/** In bytes. No person needs as many. */
export const maxLineBytes = 1_048_576;

const lineFeed = 0x0a;

export interface TextLine {
  /** From 1. */
  readonly number: number;
  /** Without the end of the line; undefined if it cannot be read. */
  readonly text: string | undefined;
  /** Why it cannot be read. */
  readonly problem?: string;
}

/**
 * @param onRead called with the bytes of each part that was read
 * @throws UnreadableFile
 */
export async function* readLines(file: string, onRead: (bytes: number) => void = ignore): AsyncGenerator<TextLine> {
  let number = 0;
  const pending = new PendingLine();
  const stream = createReadStream(file);
  try {
    for await (const chunk of asOpened(file, stream)) {
      if (number === 0 && pending.isEmpty) refuseWideText(file, chunk);
      onRead(chunk.length);
      let begin = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, begin)) {
        pending.add(chunk.subarray(begin, end));
        number += 1;
        yield pending.take(number);
        begin = end + 1;
      }
      pending.add(chunk.subarray(begin));
    }
    if (!pending.isEmpty) yield pending.take(number + 1);
  } finally {
    stream.destroy();
  }
}

function ignore(): void {}

/** The error of a stream comes when it is read. */
async function* asOpened(file: string, stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const chunks = stream[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await withFile(file, () => chunks.next());
    if (done) return;
    yield value;
  }
}

/** @returns in bytes; 0 for a pipe or a device */
export async function fileSize(file: string): Promise<number> {
  return (await withFile(file, () => stat(file))).size;
}

/** A spreadsheet's "Unicode text" is UTF-16. */
function refuseWideText(file: string, [first, second]: Buffer): void {
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  if (isWide) throw new UnreadableFile(file, 'is UTF-16 text: save it as UTF-8');
}

/** The parts of a line, as long as it is no longer than a line may be. */
class PendingLine {
  #parts: Buffer[] = [];
  #length = 0;

  get isEmpty(): boolean {
    return this.#length === 0;
  }

  add(part: Buffer): void {
    this.#length += part.length;
    if (this.#length > maxLineBytes) this.#parts = [];
    else if (part.length > 0) this.#parts.push(part);
  }

  take(number: number): TextLine {
    const [bytes, length] = [Buffer.concat(this.#parts), this.#length];
    this.#parts = [];
    this.#length = 0;
    if (length > maxLineBytes) return { number, text: undefined, problem: 'is longer than 1 MiB' };
    if (!isUtf8(bytes) || bytes.includes(0)) return { number, text: undefined, problem: 'is not UTF-8 text' };
    const text = bytes.toString().replace(/\r$/, '');
    return { number, text: number === 1 ? text.replace(/^\u{FEFF}/u, '') : text };
  }
}

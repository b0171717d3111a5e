/** Reads the files that an operator names. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { FileTooLong, UnreadableFile } from '../errors.ts';
import { withFile } from './file-access.ts';

/** In bytes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxBodyBytes = 1_048_576;

/**
 * Reads a file, or a little more than `maxBytes` of a longer one. U+FFFD marks bytes that are not UTF-8.
 *
 * @throws UnreadableFile
 */
export async function readTextFile(file: string, maxBytes: number): Promise<string> {
  return (await readFileBytes(file, maxBytes)).toString();
}

/**
 * Reads a message's body, without the byte order mark that an editor may have written.
 *
 * @throws UnreadableFile; FileTooLong when no message can be so long
 */
export async function readBodyFile(file: string): Promise<string> {
  return decodeBody(file, await readFileBytes(file, maxBodyBytes));
}

/**
 * Reads a message's body from a stream.
 *
 * @param name of the stream, for errors
 * @throws UnreadableFile; FileTooLong when no message can be so long
 */
export async function readBodyStream(name: string, stream: AsyncIterable<Buffer>): Promise<string> {
  return decodeBody(name, await readBytes(stream, maxBodyBytes));
}

/**
 * Reads a whole file of UTF-8 text.
 *
 * @param problem of a longer file, in words
 * @throws UnreadableFile
 */
export async function readWholeFile(file: string, maxBytes: number, problem: string): Promise<string> {
  const bytes = await readFileBytes(file, maxBytes);
  if (bytes.length > maxBytes) throw new UnreadableFile(file, problem);
  return decodeText(file, bytes);
}

function decodeBody(name: string, bytes: Buffer): string {
  if (bytes.length > maxBodyBytes) throw new FileTooLong(name, 'longer than 1 MiB');
  return decodeText(name, bytes);
}

function decodeText(name: string, bytes: Buffer): string {
  if (!isUtf8(bytes)) throw new UnreadableFile(name, 'is not UTF-8 text: save it as UTF-8');
  if (bytes.includes(0))
    throw new UnreadableFile(name, 'contains null bytes, so it is not UTF-8 text: save it as UTF-8');
  return new TextDecoder().decode(bytes);
}

function readFileBytes(file: string, maxBytes: number): Promise<Buffer> {
  return withFile(file, () => readBytes(createReadStream(file), maxBytes));
}

/** Stops soon after `maxBytes`: a device may have no end. */
async function readBytes(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxBytes) break;
  }
  return Buffer.concat(chunks);
}

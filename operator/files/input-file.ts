/** Reads what a command was given: a file by its name, or standard input. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { TooLong, Unreadable } from '../errors.ts';
import { withFile } from './file-access.ts';

/** In bytes: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const maxBodyBytes = 1_048_576;

/**
 * The file, or as much of a longer one as is more than `most` bytes. What is not in UTF-8 is marked by U+FFFD.
 *
 * @throws Unreadable
 */
export async function textOf(file: string, most: number): Promise<string> {
  return (await fileBytes(file, most)).toString();
}

/**
 * A message's body, without the byte order mark that an editor may have put before it.
 *
 * @param file `-` for standard input
 * @throws Unreadable; TooLong for what is longer than a message can be
 */
export async function bodyOf(file: string): Promise<string> {
  if (file === '-') return bodyIn('standard input', await bytesOf(process.stdin, maxBodyBytes));
  return bodyIn(file, await fileBytes(file, maxBodyBytes));
}

function bodyIn(name: string, bytes: Buffer): string {
  if (bytes.length > maxBodyBytes) throw new TooLong(name, 'longer than 1 MiB');
  if (!isUtf8(bytes)) throw new Unreadable(name, 'not in UTF-8: save it in that encoding');
  if (bytes.includes(0))
    throw new Unreadable(name, 'has null bytes, so it is no text in UTF-8: save it in that encoding');
  return new TextDecoder().decode(bytes);
}

function fileBytes(file: string, most: number): Promise<Buffer> {
  return withFile(file, () => bytesOf(createReadStream(file), most));
}

/** No more than a little over `most`: a device may have no end. */
async function bytesOf(stream: AsyncIterable<Buffer>, most: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return Buffer.concat(chunks);
}

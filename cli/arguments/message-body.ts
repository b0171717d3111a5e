/** A message's body, which a command reads from a file or from standard input. */
import { UnreadableFile } from '../../operator/errors.ts';
import { readBodyFile, readBodyStream } from '../../operator/files/input-file.ts';

/**
 * @param file `-` for standard input
 * @throws UnreadableFile; FileTooLong when no message can be so long
 */
export async function readMessageBody(file: string): Promise<string> {
  const name = file === '-' ? 'standard input' : file;
  const body = await (file === '-' ? readBodyStream(name, process.stdin) : readBodyFile(file));
  if (body.trim() === '') throw new UnreadableFile(name, 'is empty: it must have the body of a message');
  return body;
}

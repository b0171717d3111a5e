/** A message's body, which a command reads from a file or from standard input. */
import { readBodyFile, readBodyStream } from '../../operator/files/input-file.ts';

/**
 * @param file `-` for standard input
 * @throws UnreadableFile; FileTooLong when no message can be so long
 */
export function readMessageBody(file: string): Promise<string> {
  return file === '-' ? readBodyStream('standard input', process.stdin) : readBodyFile(file);
}

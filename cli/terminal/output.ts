/** Output that may be longer than memory: the next text is made when its reader has taken the last one. */
import { once } from 'node:events';

/** @returns false when nobody reads any more, as after `| head` */
export async function writeOutput(text: string): Promise<boolean> {
  const { stdout } = process;
  if (!stdout.writable) return false;
  if (stdout.write(text)) return true;
  // A reader that goes away is no failure: see main.ts.
  return once(stdout, 'drain').then(
    () => true,
    () => false,
  );
}

/** Asks before something is done that cannot be taken back. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './problem.ts';

/**
 * @returns whether the person at the terminal agrees
 * @throws UsageError when nobody is there to ask
 */
export async function confirm(question: string, interruption: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask on. Give --yes to go ahead, or --dry-run to look first.');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The terminal hands Ctrl-C to whoever reads from it.
  terminal.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: interruption });
    return /^y(es)?$/i.test(answer.trim());
  } catch (error) {
    if (interruption.aborted) return false;
    throw error;
  } finally {
    terminal.close();
  }
}

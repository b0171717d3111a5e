/** Asks before something is done that cannot be undone. */
import { UsageError } from '../arguments/usage-error.ts';
import { prompt } from './prompt.ts';

/**
 * @returns whether the person at the terminal agrees
 * @throws UsageError when there is no terminal
 */
export async function confirm(question: string, interruption: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask on. Give --yes to go ahead without a question.');
  }
  const answer = await prompt(`${question} [y/N] `, interruption);
  return /^y(es)?$/i.test(answer ?? '');
}

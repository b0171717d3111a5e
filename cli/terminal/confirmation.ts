/** Asks before something is done that cannot be taken back. */

import { UsageError } from '../../operator/errors.ts';
import { ask } from './prompt.ts';

/**
 * @returns whether the person at the terminal agrees
 * @throws UsageError when nobody is there to ask
 */
export async function confirm(question: string, interruption: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError('There is no terminal to ask on. Give --yes to go ahead, or --dry-run to look first.');
  }
  const answer = await ask(`${question} [y/N] `, interruption);
  return /^y(es)?$/i.test(answer ?? '');
}

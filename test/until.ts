/** Waiting for what must come, on whatever machine. */
import { setTimeout as sleep } from 'node:timers/promises';

/** For a hang alone, in milliseconds: longer than anything takes on the slowest machine. */
const patience = 15 * 60_000;

/** Between two looks: short at first, so that nobody waits in vain, then longer, for looking takes time from the others. */
const shortest = 10;
const longest = 250;

/**
 * Waits until the condition holds.
 *
 * @param explain what there is instead, for the error
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  explain: () => string = () => String(condition),
): Promise<void> {
  const begin = Date.now();
  while (!(await condition())) {
    const waited = Date.now() - begin;
    if (waited > patience) throw new Error(`Waited for ${patience / 60_000} minutes, still not so: ${explain()}`);
    await sleep(Math.min(longest, Math.max(shortest, waited / 20)));
  }
}

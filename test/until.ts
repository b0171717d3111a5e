/** Waiting for what must come, on whatever machine. */
import { setTimeout as sleep } from 'node:timers/promises';

/** For a hang alone, in milliseconds: longer than any step takes on the slowest machine. */
const patience = 10 * 60_000;

/** Between two looks: short at first, so that nobody waits in vain, then longer, for looking takes time from the others. */
const shortest = 10;
const longest = 250;

/**
 * Waits until the condition holds.
 *
 * @param explain what there is instead, for the error
 * @param progress what changes as long as something goes on: then there is no hang
 */
export async function until(
  condition: () => boolean | Promise<boolean>,
  explain: () => string = () => String(condition),
  progress: () => string = () => '',
): Promise<void> {
  const begin = Date.now();
  let changedAt = begin;
  let last = progress();
  while (!(await condition())) {
    const now = Date.now();
    if (progress() !== last) changedAt = now;
    last = progress();
    if (now - changedAt > patience) throw new Error(`For ${patience / 60_000} minutes not so: ${explain()}`);
    await sleep(Math.min(longest, Math.max(shortest, (now - begin) / 20)));
  }
}

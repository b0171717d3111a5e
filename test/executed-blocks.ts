/** Counts the work of an action exactly, whatever the machine and its load. */
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

/**
 * @returns how many functions and branches of JavaScript the action executed, each as often as it was. Of what V8 does
 *   inside a built-in function, only the search and the copy of an array count, by their elements.
 */
export async function executedBlocks(action: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  // Optimised code has no counters.
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
  const { includes, [Symbol.iterator]: iterator } = Array.prototype;
  try {
    Object.assign(Array.prototype, countedBuiltIns);
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    action();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    await session.post('Profiler.stopPreciseCoverage');
    return result
      .flatMap(({ functions }) => functions)
      .flatMap(({ ranges }) => ranges)
      .reduce((total, { count }) => total + count, 0);
  } finally {
    Object.assign(Array.prototype, { includes, [Symbol.iterator]: iterator });
    setFlagsFromString('--opt');
    setFlagsFromString('--maglev');
    session.disconnect();
  }
}

/**
 * @param work an action on so many things, the same each time
 * @param few a count
 * @returns how many times the work grows when there are eight times as many: about 8 if it is linear
 */
export async function growthOfWork(work: (count: number) => () => unknown, few: number): Promise<number> {
  const [less, more] = [work(few), work(8 * few)];
  // What is done only the first time does not count.
  less();
  more();
  const once = await executedBlocks(less);
  return (await executedBlocks(more)) / once;
}

/** With a call for each element, because V8 counts calls. A spread, or a new Set, reads by the iterator. */
const countedBuiltIns = {
  includes(this: readonly unknown[], wanted: unknown): boolean {
    return this.some((one) => Object.is(one, wanted));
  },
  *[Symbol.iterator](this: readonly unknown[]): Generator<unknown> {
    for (let index = 0; index < this.length; index += 1) yield this[index];
  },
};

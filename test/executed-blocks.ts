/** Counts the work of an action exactly, whatever the machine and its load. */
import { Session } from 'node:inspector/promises';
import { setFlagsFromString } from 'node:v8';

/**
 * @returns how many functions and branches of JavaScript the action executed, each as often as it was; what V8 does
 *   inside a built-in function does not count
 */
export async function executedBlocks(action: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  // Optimised code has no counters.
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
  try {
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
    setFlagsFromString('--opt');
    setFlagsFromString('--maglev');
    session.disconnect();
  }
}

/** The end of npm, which runs `npm start`. */

/** Milliseconds between two looks. */
const interval = 500;

/**
 * Calls `end` when npm was ended by a signal. npm passes SIGTERM to its shell alone, and that shell ends without passing it
 * on. A stack that was not started by `npm start` may outlive its parent. So may one whose npm was killed by SIGKILL: the
 * shell stays then.
 */
export function onNpmEnd(env: NodeJS.ProcessEnv, end: () => void): void {
  if (env['npm_lifecycle_event'] !== 'start') return;
  const { ppid } = process;
  const looking = setInterval(() => {
    // https://nodejs.org/api/process.html#processppid: the system gives a process without parent another one.
    if (process.ppid === ppid) return;
    clearInterval(looking);
    end();
  }, interval);
  looking.unref();
}

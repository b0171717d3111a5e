/** The end of npm, which runs `npm start`. */
import packageJson from '../package.json' with { type: 'json' };

/** Milliseconds between two looks. */
const interval = 500;

/** Noted as early as possible: npm may end while the stack starts. */
const { ppid } = process;

/**
 * Calls `end` when npm was ended by a signal. npm passes SIGTERM to its shell alone, and that shell ends without passing it
 * on. A stack that was not started by `npm start` may outlive its parent. So may one whose npm was killed by SIGKILL: the
 * shell stays then.
 */
export function onNpmEnd(env: NodeJS.ProcessEnv, end: () => void): void {
  // Every process that npm runs has the names, and so have those that a start script of another package makes.
  if (env['npm_lifecycle_event'] !== 'start' || env['npm_package_name'] !== packageJson.name) return;
  const timer = setInterval(() => {
    // https://nodejs.org/api/process.html#processppid: the system gives a process without parent another one.
    if (process.ppid === ppid) return;
    clearInterval(timer);
    end();
  }, interval);
  timer.unref();
}

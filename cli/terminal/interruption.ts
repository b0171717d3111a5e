/** Ctrl-C, as a request to finish the current work and end. */

/** Milliseconds. npm passes on a Ctrl-C that the terminal has already sent: both count as one. */
const sameInterruption = 1000;

/**
 * From now on a first signal does not end the process: it aborts the returned signal. A second one ends the process at
 * once; its messages come back when their visibility timeout is over.
 */
export function listenForInterruption(now: () => number): AbortSignal {
  const controller = new AbortController();
  let first = Number.POSITIVE_INFINITY;
  const interrupt = () => {
    if (now() - first > sameInterruption) process.exit(1);
    if (controller.signal.aborted) return;
    first = now();
    controller.abort();
    console.error('Interrupted: finishing the current work. Press Ctrl-C again to stop at once.');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}

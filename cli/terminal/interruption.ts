/** Ctrl-C, as a request to bring the work in hand to its end. */

/** npm hands Ctrl-C on to what it runs, which the terminal has sent it already: only a later one is a second one. */
const secondOne = 1000;

/**
 * From now on a signal to end does not end the process, but aborts what is returned. A second one ends it at once; what it
 * holds comes back when its visibility timeout is over.
 */
export function interruption(now: () => number): AbortSignal {
  const controller = new AbortController();
  let first = Number.POSITIVE_INFINITY;
  const interrupt = () => {
    if (now() - first > secondOne) process.exit(1);
    if (controller.signal.aborted) return;
    first = now();
    controller.abort();
    console.error('Interrupted: finishing what is under way. Once more to stop at once.');
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt);
  return controller.signal;
}

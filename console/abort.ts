/** Acts at the end of what a signal ends. */

/**
 * Calls back once the signal aborts, and at once if it has already: no event tells of that any more.
 *
 * @param until an abort of this one ends the waiting: the signal may live much longer than the caller
 */
export function onAbort(signal: AbortSignal, callBack: () => void, until?: AbortSignal): void {
  if (signal.aborted) callBack();
  else signal.addEventListener('abort', callBack, { once: true, ...(until && { signal: until }) });
}

/**
 * Preloaded into the functions' processes: writes every few seconds into their log how much of the heap is in use after
 * a forced collection, which wants `--expose-gc`.
 */
import { setFlagsFromString } from 'node:v8';

const probeInterval = 3000;

// V8 otherwise drops the code of what has not run for a while, and a heap falls by a quarter once in its life.
setFlagsFromString('--no-flush-bytecode');

setInterval(() => {
  globalThis.gc?.();
  console.log(JSON.stringify({ message: 'heap', pid: process.pid, heapUsed: process.memoryUsage().heapUsed }));
}, probeInterval).unref();

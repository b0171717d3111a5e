/**
 * Preloaded into the functions' processes. Every few seconds it logs the size of the heap after a forced collection,
 * which needs `--expose-gc`.
 */
import { setFlagsFromString } from 'node:v8';

const probeInterval = 3000;

// Otherwise V8 drops code that has not run for a while, and the heap falls by a quarter once.
setFlagsFromString('--no-flush-bytecode');

setInterval(() => {
  globalThis.gc?.();
  console.log(JSON.stringify({ message: 'heap', pid: process.pid, heapUsed: process.memoryUsage().heapUsed }));
}, probeInterval).unref();

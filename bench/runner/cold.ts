/** One cold start: loads the contender, handles one event, and tells when each was done. Times begin with the process. */
import { readFileSync } from 'node:fs';
import { call, loadHandler } from './function.ts';

export interface ColdStart {
  /** Milliseconds from the start of the process until the handler was loaded, and until the message was done. */
  readonly ready: number;
  readonly first: number;
  /** Milliseconds of the processor until the message was done. */
  readonly cpu: number;
  readonly failures: number;
}

const handler = loadHandler();
const ready = performance.now();
const event = JSON.parse(readFileSync(process.env['BENCH_EVENT'] ?? '', 'utf8'));
start().catch((error) => {
  console.error(error);
  process.exit(1);
});

async function start(): Promise<void> {
  const failures = await call(handler, event);
  const first = performance.now();
  const { user, system } = process.cpuUsage();
  process.send?.({ ready, first, cpu: (user + system) / 1000, failures } satisfies ColdStart);
}

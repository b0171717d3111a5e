/** A warm contender: handles as many messages as it is told, and tells what they took. */
import { setFlagsFromString } from 'node:v8';
import type { SQSEvent } from 'aws-lambda';
import { accessRequests, newUsers } from '../load/records.ts';
import { firstEntityId, targetEntityId } from '../stand-ins/tenant.ts';
import { call, loadHandler } from './function.ts';

export type Order =
  /** Handles messages, `batch` in an event: of users that an earlier message has made known, or else of new ones. */
  | { readonly messages: number; readonly batch: number; readonly isKnown?: boolean }
  /** Handles these. */
  | { readonly events: readonly SQSEvent[] }
  /** Handles the last event once more, as if its messages came again. */
  | { readonly again: true }
  /** Collects garbage, and tells the heap. */
  | { readonly heap: true };

export interface Handled {
  readonly failures: number;
  /** Milliseconds: of the processor in this process alone, and of the wall clock. */
  readonly cpu: number;
  readonly wall: number;
}

export interface Heap {
  readonly bytes: number;
}

// Otherwise V8 drops code that has not run for a while, and the heap falls once.
setFlagsFromString('--no-flush-bytecode');
const handler = loadHandler();
let last: SQSEvent = { Records: [] };

process.on('message', async (order: Order) => process.send?.(await obey(order)));
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });

async function obey(order: Order): Promise<Handled | Heap> {
  if ('heap' in order) return heap();
  if ('events' in order) return handle(order.events);
  if ('again' in order) return handle([last]);
  const users = newUsers(order.messages);
  if (order.isKnown) await handle(accessRequests(users, firstEntityId, order.batch));
  return handle(accessRequests(users, targetEntityId, order.batch));
}

async function handle(all: readonly SQSEvent[]): Promise<Handled> {
  last = all.at(-1) ?? last;
  let failures = 0;
  const [cpuBefore, before] = [process.cpuUsage(), performance.now()];
  for (const event of all) failures += await call(handler, event);
  const { user, system } = process.cpuUsage(cpuBefore);
  return { failures, cpu: (user + system) / 1000, wall: performance.now() - before };
}

function heap(): Heap {
  for (let time = 0; time < 3; time += 1) globalThis.gc?.();
  return { bytes: process.memoryUsage().heapUsed };
}

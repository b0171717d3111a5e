/** Whether the heap of a contender grows with the messages that it has handled. */
import type { Bench } from '../bench.ts';
import { slopeOf } from '../statistics/fit.ts';
import { rounded } from './figure.ts';

export interface MemoryRow {
  readonly name: string;
  readonly title: string;
  /** After a collection. */
  readonly heaps: readonly { readonly messages: number; readonly megabytes: number }[];
  /** Bytes that stay for each message, over the second half. */
  readonly bytesPerMessage: number;
}

const messages = 50_000;
const step = 5000;
const batch = 10;

export async function measureMemory(bench: Bench): Promise<MemoryRow[]> {
  const rows: MemoryRow[] = [];
  for (const { name, title } of bench.contenders) {
    const heaps = await heapsOf(bench, name);
    // In the first half V8 still compiles, and keeps what it has compiled.
    const later = heaps.slice(heaps.length / 2).map(({ messages: size, megabytes: cost }) => ({ size, cost }));
    rows.push({ name, title, heaps, bytesPerMessage: rounded(slopeOf(later) * 1_000_000) });
  }
  return rows;
}

function heapsOf(bench: Bench, name: string): Promise<MemoryRow['heaps']> {
  return bench.withSurroundings(async (surroundings) => {
    const contender = await bench.warm(surroundings, bench.codeOf(name));
    const heaps: { messages: number; megabytes: number }[] = [];
    try {
      for (let done = step; done <= messages; done += step) {
        await contender.handle({ messages: step, batch });
        await surroundings.clear();
        heaps.push({ messages: done, megabytes: rounded((await contender.heap()) / 1_000_000) });
        bench.options.tell(`memory: ${name}, ${done} of ${messages} messages`);
      }
      return heaps;
    } finally {
      await contender.end();
    }
  });
}

/** Which requests a message makes. */
import type { Bench } from '../bench.ts';
import type { Counts } from '../stand-ins/counts.ts';

export interface CallsRow {
  readonly name: string;
  readonly title: string;
  /** The first of a process, of a new user. */
  readonly first: Counts;
  /** Others of a known user, and of a new one. */
  readonly known: Counts;
  readonly unknown: Counts;
  /** Of a message that is delivered again though it is done. */
  readonly repeated: Counts;
}

export function measureCalls(bench: Bench): Promise<CallsRow[]> {
  return bench.withSurroundings(async (surroundings) => {
    const rows: CallsRow[] = [];
    for (const { name, title } of bench.contenders) {
      const contender = await bench.warm(surroundings, bench.codeOf(name));
      const countsOf = async (order: Parameters<typeof contender.handle>[0]) => {
        await surroundings.takeCounts();
        await contender.handle(order);
        return surroundings.takeCounts();
      };
      try {
        const first = await countsOf({ messages: 1, batch: 1 });
        const unknown = await countsOf({ messages: 1, batch: 1 });
        const both = await countsOf({ messages: 1, batch: 1, isKnown: true });
        rows.push({
          name,
          title,
          first,
          known: difference(both, unknown),
          unknown,
          repeated: await countsOf({ again: true }),
        });
      } finally {
        await contender.end();
      }
    }
    return rows;
  });
}

function difference(all: Counts, part: Counts): Counts {
  return Object.fromEntries(Object.entries(all).map(([kind, count]) => [kind, count - (part[kind] ?? 0)]));
}

/** How much time of the processor a message of a known user takes once a contender is warm. */
import type { Bench, WarmContender } from '../bench.ts';
import { interleaved } from '../statistics/interleaving.ts';
import type { Surroundings } from '../surroundings.ts';
import { eachRun, type Figure, figureOf } from './figure.ts';

export interface WarmRow {
  readonly name: string;
  readonly title: string;
  /** Milliseconds a message. */
  readonly cpu: Figure;
}

const defaultRounds = 8;
/** As many as the event source mapping gives. */
const batch = 10;
const messages = 250;
/** Before the first measurement, so that V8 has compiled what is used often. */
const warmUp = 500;

export async function measureWarm(bench: Bench): Promise<WarmRow[]> {
  const { runs, rounds = defaultRounds } = bench.options;
  const all = await eachRun(runs, () => bench.withSurroundings((surroundings) => run(bench, surroundings, rounds)));
  return bench.contenders.map(({ name, title }) => ({
    name,
    title,
    cpu: figureOf(all.map((times) => times.get(name) ?? [])),
  }));
}

async function run(bench: Bench, surroundings: Surroundings, rounds: number): Promise<Map<string, number[]>> {
  const { tell } = bench.options;
  const names = bench.contenders.map(({ name }) => name);
  const times = new Map<string, number[]>(names.map((name) => [name, []]));
  const processes = new Map<string, WarmContender>();
  try {
    for (const name of names) {
      tell(`warm: ${name} warms up`);
      const contender = await bench.warm(surroundings, bench.codeOf(name));
      processes.set(name, contender);
      await contender.handle({ messages: warmUp, batch, isKnown: true });
    }
    for (const [round, order] of interleaved(names, rounds).entries()) {
      tell(`warm: round ${round + 1} of ${rounds}`);
      for (const name of order) {
        const handled = await processes.get(name)?.handle({ messages, batch, isKnown: true });
        times.get(name)?.push((handled?.cpu ?? Number.NaN) / messages);
        await surroundings.clear();
      }
    }
    return times;
  } finally {
    await Promise.all([...processes.values()].map((contender) => contender.end()));
  }
}

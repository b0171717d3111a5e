/** How long a batch of ten takes while Zuora answers slowly. */

import { variableOf } from '../../lib/settings.ts';
import type { Bench } from '../bench.ts';
import { interleaved } from '../statistics/interleaving.ts';
import type { Surroundings } from '../surroundings.ts';
import { eachRun, type Figure, figureOf } from './figure.ts';

export interface LatencyRow {
  readonly name: string;
  readonly title: string;
  /** Messages at once. */
  readonly inFlight: number;
  /** Milliseconds of a batch: the first of a process, which needs a token, and the others. */
  readonly first: Figure;
  readonly warm: Figure;
  /** Of `warm`: what the service's calls to Zuora take. Undefined for the others. */
  readonly ideal: number | undefined;
}

interface Entry {
  readonly name: string;
  readonly title: string;
  readonly inFlight: number;
  readonly settings: Readonly<Record<string, string>>;
}

const defaultRounds = 3;
const batch = 10;
/** Milliseconds. */
const delay = 100;
/** The service looks at Zuora before it writes. */
const callsOfService = 2;
const measuredInFlight = [1, 2, 3, 5, 10];

export async function measureLatency(bench: Bench): Promise<LatencyRow[]> {
  const { runs, rounds = defaultRounds, tell } = bench.options;
  const entries = bench.contenders.flatMap((contender) => entriesOf(contender));
  const measured = await eachRun(runs, (run) =>
    bench.withSurroundings(async (surroundings) => {
      await surroundings.tellZuora({ delay });
      const times = entries.map((): [first: number, warm: number][] => []);
      for (const [round, order] of interleaved([...entries.keys()], rounds).entries()) {
        tell(`latency: run ${run + 1}, round ${round + 1} of ${rounds}`);
        for (const index of order) {
          const entry = entries[index];
          if (entry) times[index]?.push(await timesOf(bench, surroundings, entry));
        }
      }
      return times;
    }),
  );
  return entries.map(({ name, title, inFlight }, index) => ({
    ...{ name, title, inFlight },
    first: figureOf(measured.map((run) => (run[index] ?? []).map(([first]) => first))),
    warm: figureOf(measured.map((run) => (run[index] ?? []).map(([, warm]) => warm))),
    ideal: name === 'service' ? Math.ceil(batch / inFlight) * callsOfService * delay : undefined,
  }));
}

function entriesOf({ name, title }: { readonly name: string; readonly title: string }): Entry[] {
  if (name !== 'service') return [{ name, title, inFlight: name === 'by-hand' ? 1 : batch, settings: {} }];
  const variable = variableOf('callsInFlight');
  return measuredInFlight.map((inFlight) => ({ name, title, inFlight, settings: { [variable]: String(inFlight) } }));
}

async function timesOf(bench: Bench, surroundings: Surroundings, { name, settings }: Entry): Promise<[number, number]> {
  const contender = await bench.warm(surroundings, bench.codeOf(name, settings));
  try {
    const first = await contender.handle({ messages: batch, batch });
    const warm = await contender.handle({ messages: batch, batch, isKnown: true });
    return [first.wall, warm.wall];
  } finally {
    await contender.end();
  }
}

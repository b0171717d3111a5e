/** How long a new process needs until it has loaded a contender, and until its first message, of a known user, is done. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Bench } from '../bench.ts';
import { accessRequests, newUsers } from '../load/records.ts';
import type { ColdStart } from '../runner/cold.ts';
import { firstEntityId, targetEntityId } from '../stand-ins/tenant.ts';
import { interleaved } from '../statistics/interleaving.ts';
import type { Surroundings } from '../surroundings.ts';
import { eachRun, type Figure, figureOf, rounded } from './figure.ts';

export interface ColdRow {
  readonly name: string;
  readonly title: string;
  readonly kilobytes: number;
  /** Milliseconds since the start of the process. */
  readonly ready: Figure;
  readonly first: Figure;
  /** Milliseconds of the processor until the first message is done. They hardly depend on the load of the machine. */
  readonly cpu: Figure;
}

const defaultRounds = 25;

type Starts = ReadonlyMap<string, readonly ColdStart[]>;

export async function measureCold(bench: Bench): Promise<ColdRow[]> {
  const { runs, rounds = defaultRounds } = bench.options;
  const all = await eachRun(runs, () => bench.withSurroundings((surroundings) => run(bench, surroundings, rounds)));
  return bench.contenders.map(({ name, title }) => {
    const of = (what: 'ready' | 'first' | 'cpu') =>
      figureOf(all.map((starts) => (starts.get(name) ?? []).map((start) => start[what])));
    const kilobytes = rounded(bench.codeOf(name).bundle.bytes / 1000);
    return { name, title, kilobytes, ready: of('ready'), first: of('first'), cpu: of('cpu') };
  });
}

async function run(bench: Bench, surroundings: Surroundings, rounds: number): Promise<Starts> {
  const { folder, tell } = bench.options;
  const names = bench.contenders.map(({ name }) => name);
  const starts = new Map<string, ColdStart[]>(names.map((name) => [name, []]));
  const event = join(folder, 'event.json');
  const users = await knownUsers(bench, surroundings, rounds + 1);
  // The first round only fills the caches of the machine.
  for (const [round, order] of interleaved(names, rounds + 1).entries()) {
    tell(`cold: round ${round} of ${rounds}`);
    for (const name of order) {
      await writeFile(event, JSON.stringify(accessRequests(users.slice(round, round + 1), targetEntityId, 1)[0]));
      const start = await startOnce(bench, surroundings, name, event);
      if (round > 0) starts.get(name)?.push(start);
    }
  }
  return starts;
}

async function startOnce(bench: Bench, surroundings: Surroundings, name: string, event: string): Promise<ColdStart> {
  const worker = bench.coldStart(surroundings, bench.codeOf(name), event);
  try {
    const start = await worker.next<ColdStart>();
    if (start.failures > 0) throw new Error(`${name}: its first message failed.`);
    return start;
  } finally {
    await worker.end();
  }
}

/** A user makes some work the first time that a message is about them. */
async function knownUsers(bench: Bench, surroundings: Surroundings, count: number): Promise<string[]> {
  const users = newUsers(count);
  const service = await bench.warm(surroundings, bench.codeOf('service'));
  try {
    await service.handle({ events: accessRequests(users, firstEntityId, 1) });
    return users;
  } finally {
    await service.end();
  }
}

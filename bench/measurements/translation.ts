/** How much time of the processor a message about a person takes from what a directory says to what the policy decides. */
import type { Bench } from '../bench.ts';
import { directoryEvents, newUsers } from '../load/records.ts';
import type { Counts } from '../stand-ins/counts.ts';
import { eachRun, type Figure, figureOf, rounded } from './figure.ts';

export interface TranslationRow {
  readonly name: StepName;
  readonly title: string;
  /** Milliseconds a message. */
  readonly cpu: Figure;
  /** For each message: what a process asks for once, or once a minute, is a part of a request. */
  readonly requests: Counts;
}

type StepName = 'new' | 'changed' | 'same';

/** What a directory says of the same people, one after the other. By the rules of policy.example.yml. */
const steps: readonly Step[] = [
  { name: 'new', title: 'of somebody new', kind: 'dsync.user.created', attributes: { department: 'Customer Success' } },
  {
    name: 'changed',
    title: 'that changes access',
    kind: 'dsync.user.updated',
    attributes: { department: 'Customer Success', userType: 'employee' },
  },
  {
    name: 'same',
    title: 'that changes no access, but what the person is known for',
    kind: 'dsync.user.updated',
    attributes: { department: 'Customer Success', userType: 'employee', country: 'US' },
  },
];

interface Step {
  readonly name: StepName;
  readonly title: string;
  readonly kind: string;
  readonly attributes: object;
}

/** What a step took, for each of its messages. */
interface Taken {
  readonly cpu: number;
  readonly requests: Counts;
}

const defaultRounds = 100;
/** As many as the event source mapping gives. */
const batch = 10;
/** Two batches. With more people in an hour the safeguard of the example policy would stop what is new. */
const messages = 20;
/** Before the first measurement, as a part of the rounds, so that V8 has compiled what is used often. */
const warmUp = 1 / 4;

export async function measureTranslation(bench: Bench): Promise<TranslationRow[]> {
  const { runs, rounds = defaultRounds } = bench.options;
  const all = await eachRun(runs, () => run(bench, rounds));
  return steps.map(({ name, title }) => {
    const taken = all.map((ofRun) => ofRun.get(name) ?? []);
    const requests = taken.at(-1)?.at(-1)?.requests ?? {};
    return { name, title, cpu: figureOf(taken.map((ofRun) => ofRun.map(({ cpu }) => cpu))), requests };
  });
}

function run(bench: Bench, rounds: number): Promise<Map<StepName, Taken[]>> {
  const all = new Map<StepName, Taken[]>(steps.map(({ name }) => [name, []]));
  return bench.withSurroundings(async (surroundings) => {
    const translation = await bench.warm(surroundings, bench.service.functions.translateIdentityEvent);
    try {
      for (let round = -Math.ceil(rounds * warmUp); round < rounds; round += 1) {
        bench.options.tell(`translation: round ${Math.max(0, round + 1)} of ${rounds}`);
        const users = newUsers(messages);
        for (const { name, kind, attributes } of steps) {
          const { cpu } = await translation.handle({ events: directoryEvents(kind, users, attributes, batch) });
          const requests = aMessage(await surroundings.takeCounts());
          if (round >= 0) all.get(name)?.push({ cpu: cpu / messages, requests });
        }
        await surroundings.clear();
      }
      return all;
    } finally {
      await translation.end();
    }
  });
}

function aMessage(counts: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).map(([kind, count]) => [kind, rounded(count / messages)]));
}

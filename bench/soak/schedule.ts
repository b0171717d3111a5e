/** What the soak does, in what order: derived from the seed, and from nothing else. */
import { createHash } from 'node:crypto';
import { goodEvent, usernameOf } from './events.ts';
import { type Fault, faultsAt, oneFaultAt, outage, storm } from './faults.ts';
import type { OperationName } from './operations.ts';
import { poisonOf } from './poison.ts';
import { type Random, seeded } from './random.ts';
import type { Needs } from './tenant.ts';

/** What must come of a message. */
type Expectation =
  /** These changes in Zuora, once, however many messages bring the event. */
  | { readonly outcome: 'applied'; readonly effects: readonly string[] }
  | { readonly outcome: 'dead-letter'; readonly reason: string };

export interface Message {
  readonly operation: OperationName;
  readonly body: string;
  readonly expected: Expectation;
  /** What its calls will meet. */
  readonly faults: readonly Fault[];
  /** Whether its body was published before. */
  readonly isDuplicate: boolean;
  /** The user to be there before it comes. */
  readonly username?: string;
}

export type Step =
  | { readonly do: 'publish'; readonly message: Message }
  /** Something strikes every call, or the next request for a token. */
  | { readonly do: 'plant'; readonly fault: Fault }
  | { readonly do: 'kill'; readonly operation: OperationName }
  | { readonly do: 'rotate-secret' };

export interface Schedule {
  readonly steps: readonly Step[];
  /** The messages of the steps. */
  readonly published: readonly Message[];
  readonly needs: Needs;
  /** SHA-256 of the steps, in hexadecimal digits. */
  readonly hash: string;
}

const POISON = 0.01;
const DUPLICATES = 0.05;

/** Mostly what the service is mostly for. */
const mixture: readonly (readonly [number, OperationName])[] = [
  [92, 'requestUserAccess'],
  [5, 'initiateEntityConnection'],
  [3, 'acceptEntityConnection'],
];

/** Whose processes are killed, in turn. */
const victims: readonly OperationName[] = [
  'requestUserAccess',
  'initiateEntityConnection',
  'requestUserAccess',
  'acceptEntityConnection',
];
const MESSAGES_PER_KILL = 4000;

/** Over before the second half, which shows how the heaps of processes go that have run for long. */
const KILLS_BETWEEN = [0.05, 0.4] as const;

export function scheduleOf(seed: number, messages: number): Schedule {
  const random = seeded(seed);
  const incidents = incidentsOf(messages, random);
  const published: Message[] = [];
  const counts = { requestUserAccess: 0, initiateEntityConnection: 0, acceptEntityConnection: 0 };
  const steps: Step[] = [];
  for (let index = 0; index < messages; index += 1) {
    steps.push(...(incidents.get(index) ?? []));
    const message = messageOf(`${seed}-${index}`, published, counts, random);
    published.push(message);
    steps.push({ do: 'publish', message });
  }
  const hash = createHash('sha256');
  for (const step of steps) hash.update(JSON.stringify(step));
  return {
    steps,
    published,
    needs: { connections: counts.initiateEntityConnection, approvals: counts.acceptEntityConnection },
    hash: hash.digest('hex'),
  };
}

function messageOf(
  id: string,
  published: readonly Message[],
  counts: Record<OperationName, number>,
  random: Random,
): Message {
  const repeated = random.chance(DUPLICATES) ? repeatable(published, random) : undefined;
  if (repeated) return { ...repeated, faults: [], isDuplicate: true };
  if (random.chance(POISON)) {
    const username = usernameOf(counts.requestUserAccess++);
    const { operation, reason, body } = poisonOf(id, username, random);
    return { operation, body, username, expected: { outcome: 'dead-letter', reason }, faults: [], isDuplicate: false };
  }
  const operation = random.pick(mixture);
  const number = counts[operation]++;
  const { body, effects, look, act } = goodEvent(operation, id, number, random);
  return {
    operation,
    body,
    expected: { outcome: 'applied', effects },
    faults: [...faultsAt(look, random), ...faultsAt(act, random)],
    isDuplicate: false,
    ...(operation === 'requestUserAccess' && { username: usernameOf(number) }),
  };
}

/** The latest, so that both come at once, or any that came before. */
function repeatable(published: readonly Message[], random: Random): Message | undefined {
  return random.chance(0.5) ? published.at(-1) : published[random.below(published.length)];
}

/** What befalls all, by the index of the message before which it does. */
function incidentsOf(messages: number, random: Random): Map<number, Step[]> {
  const incidents = new Map<number, Step[]>();
  const at = (share: number, ...steps: Step[]) => {
    const index = Math.floor(share * messages);
    incidents.set(index, [...(incidents.get(index) ?? []), ...steps]);
  };
  const kills = Math.max(victims.length, Math.round(messages / MESSAGES_PER_KILL));
  const [begin, end] = KILLS_BETWEEN;
  for (let kill = 0; kill < kills; kill += 1) {
    // The process that takes the place of the killed one asks for a token.
    const fault = oneFaultAt({ method: 'POST', path: '/oauth/token' }, random);
    const [operation = 'requestUserAccess'] = victims.slice(kill % victims.length);
    at(begin + random.next() * (end - begin), { do: 'plant', fault }, { do: 'kill', operation });
  }
  at(0.45, { do: 'plant', fault: storm });
  at(0.5, { do: 'rotate-secret' });
  at(0.6, { do: 'plant', fault: outage });
  return incidents;
}

/** What the soak does, in what order: derived from the seed, and from nothing else. */
import { createHash } from 'node:crypto';
import { type Incident, incidentsOf } from './incidents.ts';
import { type Message, messagesOf } from './messages.ts';
import { seeded } from './random.ts';
import type { Needs } from './tenant.ts';

export type Step = Incident | { readonly do: 'publish'; readonly message: Message };

export interface Schedule {
  readonly steps: readonly Step[];
  /** The messages of the steps. */
  readonly published: readonly Message[];
  readonly needs: Needs;
  /** SHA-256 of the steps, in hexadecimal digits. */
  readonly hash: string;
}

export function scheduleOf(seed: number, messages: number): Schedule {
  const random = seeded(seed);
  const incidents = incidentsOf(messages, random);
  const { published, needs } = messagesOf(seed, messages, random);
  const steps = published.flatMap((message, index): Step[] => [
    ...(incidents.get(index) ?? []),
    { do: 'publish', message },
  ]);
  const hash = createHash('sha256');
  for (const step of steps) hash.update(JSON.stringify(step));
  return { steps, published, needs, hash: hash.digest('hex') };
}

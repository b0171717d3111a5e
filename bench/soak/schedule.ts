/** The steps of the soak in order. They depend only on the seed and the number of messages. */
import { createHash } from 'node:crypto';
import type { TenantNeeds } from '../../local/zuora/large-tenant.ts';
import { type Incident, incidentsOf } from './incidents.ts';
import { messagesOf, type SoakMessage } from './messages.ts';
import { seeded } from './random.ts';

export type SoakStep = Incident | { readonly do: 'publish'; readonly message: SoakMessage };

export interface SoakSchedule {
  readonly steps: readonly SoakStep[];
  /** The messages of the steps. */
  readonly published: readonly SoakMessage[];
  readonly needs: TenantNeeds;
  /** SHA-256 of the steps, in hexadecimal digits. */
  readonly hash: string;
}

export function scheduleOf(seed: number, messages: number): SoakSchedule {
  const random = seeded(seed);
  const incidents = incidentsOf(messages, random);
  const { published, needs } = messagesOf(seed, messages, random);
  const steps = published.flatMap((message, index): SoakStep[] => [
    ...(incidents.get(index) ?? []),
    { do: 'publish', message },
  ]);
  const hash = createHash('sha256');
  for (const step of steps) hash.update(JSON.stringify(step));
  return { steps, published, needs, hash: hash.digest('hex') };
}

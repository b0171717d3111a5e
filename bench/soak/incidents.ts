/** What befalls all messages alike, and when: kills, outages, a new secret. */
import { oneFaultAt, outage, type SoakFault, storm } from './faults.ts';
import { type OperationName, operations } from './operations.ts';
import type { Random } from './random.ts';

export type Incident =
  /** Something strikes every call, or the next request for a token. */
  | { readonly do: 'plant'; readonly fault: SoakFault }
  | { readonly do: 'kill'; readonly operation: OperationName }
  | { readonly do: 'rotate-secret' };

const messagesPerKill = 4000;

/** Over before the second half, which shows how the heaps of processes go that have run for long. */
const killsBetween = [0.05, 0.4] as const;

/** By the index of the message before which they happen. */
export function incidentsOf(messages: number, random: Random): ReadonlyMap<number, readonly Incident[]> {
  const incidents = new Map<number, Incident[]>();
  function at(share: number, ...some: Incident[]) {
    const index = Math.floor(share * messages);
    incidents.set(index, [...(incidents.get(index) ?? []), ...some]);
  }
  const [begin, end] = killsBetween;
  for (const operation of victims(messages)) {
    // The process that takes the place of the killed one asks for a token.
    const fault = oneFaultAt({ method: 'POST', path: '/oauth/token' }, random);
    at(begin + random.next() * (end - begin), { do: 'plant', fault }, { do: 'kill', operation });
  }
  at(0.45, { do: 'plant', fault: storm });
  at(0.5, { do: 'rotate-secret' });
  at(0.6, { do: 'plant', fault: outage });
  return incidents;
}

/** Whose processes are killed: every function's, in turn. */
function victims(messages: number): readonly OperationName[] {
  const rounds = Math.max(1, Math.round(messages / messagesPerKill / operations.length));
  return Array.from({ length: rounds }, () => operations).flat();
}

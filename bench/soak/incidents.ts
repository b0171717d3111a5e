/** Incidents that concern all messages, and their times: kills, outages, a new secret. */
import { oneFaultAt, outage, type SoakFault, storm } from './faults.ts';
import { type OperationName, operations } from './operations.ts';
import type { Random } from './random.ts';

export type Incident =
  /** A fault of every call, or of the next token request. */
  | { readonly do: 'plant'; readonly fault: SoakFault }
  | { readonly do: 'kill'; readonly operation: OperationName }
  | { readonly do: 'rotate-secret' };

const messagesPerKill = 4000;

/** All kills are before the second half, which shows the heaps of processes that have run for long. */
const killsBetween = [0.05, 0.4] as const;

/** Keys are indices: an incident happens before the message of its index. */
export function incidentsOf(messages: number, random: Random): ReadonlyMap<number, readonly Incident[]> {
  const incidents = new Map<number, Incident[]>();
  function at(share: number, ...some: Incident[]) {
    const index = Math.floor(share * messages);
    incidents.set(index, [...(incidents.get(index) ?? []), ...some]);
  }
  const [begin, end] = killsBetween;
  for (const operation of victims(messages)) {
    // The process that replaces the killed one requests a token.
    const fault = oneFaultAt({ method: 'POST', path: '/oauth/token' }, random);
    at(begin + random.next() * (end - begin), { do: 'plant', fault }, { do: 'kill', operation });
  }
  at(0.45, { do: 'plant', fault: storm });
  at(0.5, { do: 'rotate-secret' });
  at(0.6, { do: 'plant', fault: outage });
  return incidents;
}

/** The operations whose processes are killed: every one, in turn. */
function victims(messages: number): readonly OperationName[] {
  const rounds = Math.max(1, Math.round(messages / messagesPerKill / operations.length));
  return Array.from({ length: rounds }, () => operations).flat();
}

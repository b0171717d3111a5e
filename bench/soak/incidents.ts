/** Incidents that concern all messages, and their times: kills, outages, a new secret. */
import { oneFaultAt, outage, type SoakFault, storm } from './faults.ts';
import { type OperationName, operations } from './operations.ts';
import { membersOfMistake } from './publications/mistake.ts';
import type { Random } from './random.ts';

export type Incident =
  /** A fault of every call, or of the next token request. */
  | { readonly do: 'plant'; readonly fault: SoakFault }
  | { readonly do: 'kill'; readonly operation: OperationName }
  | { readonly do: 'rotate-secret' }
  /** The queues are empty before the next message. */
  | { readonly do: 'empty-queues' }
  /** So many people are quarantined before the next message, or never. */
  | { readonly do: 'await-quarantine'; readonly people: number }
  /** An operator tells the safeguard that many will lose access, and waits until the functions know it. */
  | { readonly do: 'expect-revocations' };

const messagesPerKill = 4000;

/** All kills are before the second half, which shows the heaps of processes that have run for long. */
const killsBetween = [0.05, 0.4] as const;

/** Keys are indices: an incident happens before the message of its index. */
export function incidentsOf(messages: number, random: Random): ReadonlyMap<number, readonly Incident[]> {
  const incidents = new Map<number, Incident[]>();
  function before(index: number, ...some: Incident[]) {
    incidents.set(index, [...(incidents.get(index) ?? []), ...some]);
  }
  const at = (share: number, ...some: Incident[]) => before(Math.floor(share * messages), ...some);
  const members = membersOfMistake(messages);
  if (members > 0) {
    before(members, { do: 'empty-queues' });
    before(members + 1, { do: 'await-quarantine', people: members });
  }
  before(members > 0 ? members + 1 : 0, { do: 'expect-revocations' });
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

/** The types of events that the service takes. */
import type { Contract } from '../events/contract.ts';
import { readContracts } from '../events/contracts.ts';
import { memberAdded, memberRemoved, userChanged, userJoined, userLeft } from '../lib/identity/sources/plain.ts';
import { deployedOperations } from './deployed-operations.ts';

export interface EventType {
  readonly contract: Contract<object>;
  /** The queue that takes it, such as `user-access-requests`. */
  readonly queue: string;
  readonly operation: string;
  /** Whether the ledger keeps a record of each. */
  readonly isRecorded: boolean;
}

/** What happened to people, in the form that is ours. Translation keeps no record: what it sends has its own. */
const identityEvents: readonly Contract<object>[] = [userJoined, userChanged, userLeft, memberAdded, memberRemoved];

export async function readCatalogue(): Promise<EventType[]> {
  const contracts = [...(await readContracts()).values(), ...identityEvents];
  return deployedOperations.flatMap(({ name: operation, queue, events }) =>
    events.map((event) => {
      const contract = contracts.find(({ type }) => type === event);
      if (!contract) throw new Error(`There is no contract for ${event}, which ${operation} takes.`);
      return { contract, queue, operation, isRecorded: !identityEvents.includes(contract) };
    }),
  );
}

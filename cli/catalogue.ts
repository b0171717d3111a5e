/** The types of events that the service takes. */
import type { Contract } from '../events/contract.ts';
import { readContracts } from '../events/contracts.ts';
import type { Command } from '../lib/delivery/operation.ts';
import { deployedOperations } from './deployed-operations.ts';

export interface EventType {
  readonly contract: Contract<Command>;
  /** The queue that takes it, such as `user-access-requests`. */
  readonly queue: string;
  readonly operation: string;
}

/** A function that takes events of another kind is none of it. */
export async function readCatalogue(): Promise<EventType[]> {
  const contracts = [...(await readContracts()).values()];
  return deployedOperations.flatMap(({ name: operation, queue, event }) => {
    const contract = contracts.find(({ type }) => type === event);
    if (event !== undefined && !contract)
      throw new Error(`events/: has no contract for ${event}, which ${operation} takes.`);
    return contract ? [{ contract, queue, operation }] : [];
  });
}

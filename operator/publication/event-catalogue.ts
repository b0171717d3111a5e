/** The types of events that the service accepts. */
import type { Contract } from '../../events/contract.ts';
import { readContracts } from '../../events/contracts.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';

export interface EventType {
  readonly contract: Contract<object>;
  /** The queue for it, such as `user-access-requests`. */
  readonly queue: string;
  readonly operation: string;
  /** Whether the ledger keeps a record of each event. */
  readonly isRecorded: boolean;
}

export async function readEventCatalogue(): Promise<EventType[]> {
  const contracts = [...(await readContracts()).values()];
  return deployedOperations.flatMap(({ name: operation, queue, events, isRecorded }) =>
    contracts
      .filter(({ type }) => events.includes(type))
      .map((contract) => ({ contract, queue, operation, isRecorded })),
  );
}

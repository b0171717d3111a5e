/** The functions that take events, and their queues. A function that sends to other queues comes before them. */
import { type DeployedOperation, deployedOperations } from '../../operator/stack/deployed-operations.ts';

/** As in serverless.yml. */
export type OperationName = string;

export const operations: readonly OperationName[] = deployedOperations
  .filter(({ events }) => events.length > 0)
  .toSorted((one, other) => other.receivers.length - one.receivers.length)
  .map(({ name }) => name);

export function queueOf(operation: OperationName): string {
  return deployed(operation).queue;
}

/** The type of its event; the first if it takes several. */
export function eventTypeOf(operation: OperationName): string {
  return deployed(operation).events[0] ?? '';
}

function deployed(operation: OperationName): DeployedOperation {
  const found = deployedOperations.find(({ name }) => name === operation);
  if (!found) throw new Error(`serverless.yml has no ${operation}.`);
  return found;
}

/** Makes an operation a Lambda function. */
import { deliverBatch } from './delivery/batch.ts';
import type { Command, Operation } from './delivery/operation.ts';
import { type Handler, handle } from './handler.ts';
import { createServices } from './services.ts';

/** @throws ServiceError `bad-settings` when the function is loaded in an environment that does not fit */
export function createOperationHandler<C extends Command>(operation: Operation<C>): Handler {
  const services = createServices();
  return handle(operation.name, services, (records, deadline) => deliverBatch(operation, records, services, deadline));
}

/** A table that a scan reads item by item, as it reads a large one page by page. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';

/** @param client of which each page of a scan has one item from now on */
export function scanItemByItem<Client extends DynamoDB>(client: Client): Client {
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) =>
        next(commandName === 'ScanCommand' ? { ...args, input: { ...args.input, Limit: 1 } } : args),
    { step: 'initialize' },
  );
  return client;
}

/** Has something else happen between two calls of translation to DynamoDB. */
import type { DynamoDB } from '@aws-sdk/client-dynamodb';

/**
 * @param number of the call before which it happens, from 0
 * @param command of the calls that are counted, such as `ScanCommand`; all without it
 * @returns whether the work had so many calls
 */
export async function withBetween(
  dynamodb: DynamoDB,
  number: number,
  between: () => Promise<unknown>,
  work: () => Promise<unknown>,
  command?: string,
): Promise<boolean> {
  let seen = 0;
  let happened = false;
  dynamodb.middlewareStack.add(
    (next, { commandName }) =>
      async (call) => {
        const isCounted = command === undefined || commandName === command;
        if (!happened && isCounted && seen++ === number) {
          happened = true;
          await between();
        }
        return next(call);
      },
    { step: 'initialize', name: 'between' },
  );
  try {
    await work();
  } finally {
    dynamodb.middlewareStack.remove('between');
  }
  return happened;
}

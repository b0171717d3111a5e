/** Has something else happen between two calls of translation to DynamoDB. */
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * @param number of the call before which it happens, from 0
 * @returns whether the work had so many calls
 */
export async function withBetween(
  dynamodb: DynamoDBClient,
  number: number,
  between: () => Promise<unknown>,
  work: () => Promise<unknown>,
): Promise<boolean> {
  let seen = 0;
  let happened = false;
  dynamodb.middlewareStack.add(
    (next) => async (call) => {
      if (!happened && seen++ === number) {
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

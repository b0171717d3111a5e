/** What holds or does not, in an account's item. */
import * as z from 'zod/mini';

/** 1 where something holds, and left out where it does not. */
export const flag = z.optional(z.literal(1));

export function flagOf(holds: boolean): 1 | undefined {
  return holds ? 1 : undefined;
}

/** The message that has a linked account looked at. It carries no decision: it may be late, doubled, forged or lost. */
import * as z from 'zod/mini';

const message = z.object({ account: z.string() });

/** @param identity the key of the account's item */
export function accountLookBody(identity: string): string {
  return JSON.stringify({ account: identity });
}

/**
 * @returns the key of the account's item
 * @throws SyntaxError, or ZodError, for any other message
 */
export function readAccountLook(body: string): string {
  return message.parse(JSON.parse(body)).account;
}

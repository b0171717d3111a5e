/** The message that has a person looked at. It carries no decision: it may be late, doubled, forged or lost. */
import * as z from 'zod/mini';
import { personPrefix } from './owner-key.ts';

const message = z.object({ person: z.string().check(z.startsWith(personPrefix)) });

/** @param identity the key of the person's item */
export function personLookBody(identity: string): string {
  return JSON.stringify({ person: identity });
}

/**
 * @returns the person's id
 * @throws SyntaxError, or ZodError, for any other message
 */
export function readPersonLook(body: string): string {
  return message.parse(JSON.parse(body)).person.slice(personPrefix.length);
}

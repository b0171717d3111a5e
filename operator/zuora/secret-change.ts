/** A new value for the secret with the OAuth clients. */
import { ServiceError } from '../../lib/errors.ts';
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { NotFound } from '../errors.ts';
import type { Stack } from '../stack/stack.ts';
import type { SecretValue } from './oauth-secret.ts';
import type { OAuthValue } from './oauth-value.ts';

/** @returns undefined for a value that is not valid: then nothing of it can be kept */
export function readStoredValue({ text, versionId }: SecretValue, { secret, stage }: Stack): Credentials | undefined {
  try {
    return parseCredentials(secret, stage, text, versionId);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/**
 * The value that an entity's client can be added to.
 *
 * @param current undefined if there is no valid value
 * @throws NotFound
 */
export function requireValue(current: OAuthValue | undefined, { secret, stage }: Stack): OAuthValue {
  if (current) return current;
  throw new NotFound(
    `The secret ${secret} has no valid value yet. Run zuora-access credentials set --stage ${stage}, then this command again.`,
  );
}

/** The entities whose own client the new value does not have any more. */
export function lostEntities(current: Credentials | undefined, next: Credentials): readonly string[] {
  return current?.entityIds.filter((id) => !next.entityIds.includes(id)) ?? [];
}

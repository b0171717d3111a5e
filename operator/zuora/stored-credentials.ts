/** The OAuth clients of a stage, as its secret has them. */
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { NotFound } from '../errors.ts';
import type { Session } from '../session.ts';
import { OAuthSecret } from './oauth-secret.ts';

/** @throws NotFound, or ServiceError `bad-secret` */
export async function storedCredentials({ clients, stack }: Session): Promise<Credentials> {
  const { secret, stage } = stack;
  const value = await new OAuthSecret(clients.secrets, secret).find();
  if (!value)
    throw new NotFound(`The secret ${secret} has no value yet: zuora-access credentials set --stage ${stage}`);
  return parseCredentials(secret, stage, value.text, value.versionId);
}

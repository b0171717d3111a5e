/** The OAuth clients in a stage's secret. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { NotFound } from '../errors.ts';
import type { Session } from '../stack/session.ts';
import { OAuthSecret } from './oauth-secret.ts';

/** @throws NotFound, or ServiceError `bad-secret` */
export async function readStoredCredentials({ aws, stack }: Session): Promise<Credentials> {
  const { secret, stage } = stack;
  const value = await new OAuthSecret(aws.client(SecretsManagerClient), secret).find();
  if (!value)
    throw new NotFound(`The secret ${secret} has no value yet: run zuora-access credentials set --stage ${stage}`);
  return parseCredentials(secret, stage, value.text, value.versionId);
}

/** Reads the secret by the AWS SDK, once. */
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Credentials, secretId } from './environment.ts';

const client = new SecretsManagerClient();
let reading: Promise<Credentials> | undefined;

export function readSecret(): Promise<Credentials> {
  reading ??= client.send(new GetSecretValueCommand({ SecretId: secretId })).then(parse);
  return reading;
}

function parse({ SecretString = '' }: { readonly SecretString?: string | undefined }): Credentials {
  return JSON.parse(SecretString);
}

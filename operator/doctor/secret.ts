/** Whether the secret with the OAuth clients exists, and has the right form. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { NotFound } from '../errors.ts';
import type { Stack } from '../stack/stack.ts';
import { OAuthSecret, type SecretValue } from '../zuora/oauth-secret.ts';
import type { Account } from './account.ts';
import type { Check } from './check.ts';
import { fail, ok } from './finding.ts';
import { readFix } from './read-fix.ts';

export function secretCheck({ aws }: Account, { secret, stage }: Stack): Check<SecretValue | undefined> {
  const accessFix = readFix('secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret');
  return {
    name: 'Secret',
    read: () => new OAuthSecret(aws.client(SecretsManagerClient), secret).find(),
    judge: (value) =>
      value
        ? ok(`${secret}, written ${value.createdAt?.toISOString() ?? 'at an unknown time'}`)
        : fail(`The secret ${secret} has no value yet.`, `zuora-access credentials set --stage ${stage}`),
    fix: (error) => (error instanceof NotFound ? `npx serverless deploy --stage ${stage}` : accessFix(error)),
  };
}

export function secretFormCheck({ secret, stage }: Stack, value: SecretValue | undefined): Check<Credentials> {
  return {
    name: "Secret's form",
    read: async () => parseCredentials(secret, stage, value?.text ?? '', value?.versionId ?? ''),
    judge({ clientFor, entityIds }) {
      const own = entityIds.length > 0 ? `, and separate clients for ${entityIds.length} entities` : '';
      return ok(`an OAuth client at ${clientFor(undefined).baseUrl}${own}`);
    },
    fix: `zuora-access credentials set --stage ${stage}`,
  };
}

/** The secret with the OAuth clients: whether it is there, and of the right form. */
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { NotFound } from '../errors.ts';
import type { Stack } from '../stack/stack.ts';
import { OAuthSecret, type SecretValue } from '../zuora/oauth-secret.ts';
import type { Account } from './account.ts';
import type { Check } from './check.ts';
import { fail, ok } from './finding.ts';
import { mendOf } from './read-fix.ts';

export function secretCheck({ clients }: Account, { secret, stage }: Stack): Check<SecretValue | undefined> {
  const mend = mendOf('secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret');
  return {
    name: 'Secret',
    read: () => new OAuthSecret(clients.secrets, secret).find(),
    judgeRule: (value) =>
      value
        ? ok(`${secret}, its value put in ${value.createdAt?.toISOString() ?? 'at a time unknown'}`)
        : fail(`The secret ${secret} has no value yet.`, `zuora-access credentials set --stage ${stage}`),
    mend: (error) => (error instanceof NotFound ? `npx serverless deploy --stage ${stage}` : mend(error)),
  };
}

export function secretFormCheck({ secret, stage }: Stack, value: SecretValue | undefined): Check<Credentials> {
  return {
    name: "Secret's form",
    read: async () => parseCredentials(secret, stage, value?.text ?? '', value?.versionId ?? ''),
    judgeRule({ clientFor, entityIds }) {
      const own = entityIds.length > 0 ? `, and clients of their own for ${entityIds.length} entities` : '';
      return ok(`an OAuth client at ${clientFor(undefined).baseUrl}${own}`);
    },
    mend: `zuora-access credentials set --stage ${stage}`,
  };
}

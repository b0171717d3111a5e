/** `credentials set`: writes OAuth clients into the secret, after Zuora has accepted them. */
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import { checkOAuthClients } from '../../operator/doctor/oauth-clients.ts';
import type { Session } from '../../operator/stack/session.ts';
import type { Stack } from '../../operator/stack/stack.ts';
import { clientRoles } from '../../operator/zuora/client-roles.ts';
import { OAuthSecret, type SecretValue } from '../../operator/zuora/oauth-secret.ts';
import { type OAuthValue, toOAuthValue } from '../../operator/zuora/oauth-value.ts';
import { lostEntities, readStoredValue, requireValue } from '../../operator/zuora/secret-change.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { diagnosisReport } from '../reports/diagnosis-report.ts';
import type { SecretInput } from '../terminal/secret-input.ts';

export interface CredentialsSetOptions {
  /** The entity that the client is for; without it the whole value is replaced. */
  readonly entity?: string;
}

/**
 * @param confirmChange asks before a value is replaced
 * @returns the exit code
 * @throws NotFound, UsageError or ServiceError; none of them contains a part of the value
 */
export async function setCredentials(
  { aws, stack, proxy, now, interruption }: Session,
  { entity }: CredentialsSetOptions,
  input: SecretInput,
  confirmChange: (question: string) => Promise<boolean>,
): Promise<number> {
  const secret = new OAuthSecret(aws.client(SecretsManagerClient), stack.secret);
  const stored = await secret.find();
  const current = stored && readStoredValue(stored, stack);
  const value = await askForValue(current && toOAuthValue(current), entity, input, stack);
  if (value === undefined) return reportUnchanged();
  const credentials = parseCredentials(`${stack.secret} (new value)`, stack.stage, JSON.stringify(value), '');

  const roles = clientRoles(credentials, []).filter(({ entityIds }) => !entity || entityIds.includes(entity));
  const results = await checkOAuthClients(roles, { http: createHttp(proxy), now, stage: stack.stage, probe: false });
  console.log(diagnosisReport(results));
  if (results.some(({ status }) => status === 'fail')) return reportUnchanged();

  if (stored && !(await confirmChange(changeQuestion(stack, stored, current, credentials)))) return reportUnchanged();
  if (interruption.aborted) return reportUnchanged();
  if ((await secret.find())?.versionId !== stored?.versionId) {
    throw new UsageError(
      `Somebody else has changed the secret ${stack.secret} in the meantime. Look at it, then run this command again.`,
    );
  }
  await secret.put(JSON.stringify(value));
  console.log(
    `Written to ${stack.secret}. The functions use it within 5 minutes, or as soon as Zuora rejects their old credentials.`,
  );
  return 0;
}

function reportUnchanged(): number {
  console.error('The secret is unchanged.');
  return 1;
}

/** @throws NotFound when there is no value that an entity's client could be added to */
async function askForValue(
  current: OAuthValue | undefined,
  entity: string | undefined,
  input: SecretInput,
  stack: Stack,
): Promise<object | undefined> {
  if (entity === undefined) return input(current, entity);
  const value = requireValue(current, stack);
  const client = await input(value, entity);
  return client && { ...value, entities: { ...value.entities, [entity]: client } };
}

function changeQuestion(
  { secret }: Stack,
  { createdAt }: SecretValue,
  current: Credentials | undefined,
  next: Credentials,
): string {
  const lost = lostEntities(current, next);
  const loss = lost.length > 0 ? ` It loses the clients of ${lost.join(', ')}.` : '';
  return `${secret} has a value${createdAt ? ` of ${createdAt.toISOString()}` : ''}.${loss} Replace it?`;
}

/** `credentials set`: puts OAuth clients into the secret, when Zuora has taken them. */
import { ServiceError } from '../../lib/errors.ts';
import { type Credentials, parseCredentials } from '../../lib/zuora/credentials.ts';
import { createHttp } from '../../lib/zuora/http.ts';
import { dutiesOf } from '../../operator/doctor/client-roles.ts';
import { examineOAuthClients } from '../../operator/doctor/oauth-clients.ts';
import { NotFound, UsageError } from '../../operator/errors.ts';
import type { Session } from '../../operator/session.ts';
import type { Stack } from '../../operator/stack/stack.ts';
import { OAuthSecret, type SecretValue } from '../../operator/zuora/oauth-secret.ts';
import { type OAuthValue, toValue } from '../../operator/zuora/oauth-value.ts';
import { reportOf } from '../reports/diagnosis-report.ts';
import type { SecretInput } from '../terminal/secret-input.ts';

export interface CredentialsSetOptions {
  /** The entity that the client is for; without it the whole value is put in. */
  readonly entity?: string;
}

/**
 * @param agrees asks before a value is replaced
 * @returns the exit code
 * @throws NotFound, UsageError or ServiceError, none of which tells anything of the value
 */
export async function setCredentials(
  { clients, stack, now, interruption }: Session,
  { entity }: CredentialsSetOptions,
  input: SecretInput,
  agrees: (question: string) => Promise<boolean>,
): Promise<number> {
  const secret = new OAuthSecret(clients.secrets, stack.secret);
  const present = await secret.find();
  const current = present && read(present, stack);
  const value = await newValue(current && toValue(current), entity, input, stack);
  if (value === undefined) return unchanged();
  const credentials = parseCredentials(`${stack.secret}, as it would be,`, stack.stage, JSON.stringify(value), '');

  const duties = dutiesOf(credentials, []).filter(({ entityIds }) => !entity || entityIds.includes(entity));
  const examination = { http: createHttp(), now, stage: stack.stage, probe: false };
  const lines = await examineOAuthClients(duties, examination);
  console.log(reportOf(lines));
  if (lines.some(({ status }) => status === 'fail')) return unchanged();

  if (present && !(await agrees(questionOf(stack, present, current, credentials)))) return unchanged();
  if (interruption.aborted) return unchanged();
  if ((await secret.find())?.versionId !== present?.versionId) {
    throw new UsageError(
      `The secret ${stack.secret} was given another value meanwhile. Look at it, then run this again.`,
    );
  }
  await secret.put(JSON.stringify(value));
  console.log(
    `Put into ${stack.secret}. The functions use it within 5 minutes, or as soon as Zuora rejects what they have.`,
  );
  return 0;
}

function unchanged(): number {
  console.error('The secret is unchanged.');
  return 1;
}

/** @returns undefined when it does not fit: then nothing of it can be kept */
function read({ text, versionId }: SecretValue, { secret, stage }: Stack): Credentials | undefined {
  try {
    return parseCredentials(secret, stage, text, versionId);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

/** @throws NotFound when there is no value that an entity's client could be added to */
async function newValue(
  current: OAuthValue | undefined,
  entity: string | undefined,
  input: SecretInput,
  { secret, stage }: Stack,
): Promise<object | undefined> {
  if (entity === undefined) return input(current, entity);
  if (!current) {
    throw new NotFound(
      `The secret ${secret} has no value yet, or one that does not fit: zuora-access credentials set --stage ${stage}, then this again.`,
    );
  }
  const client = await input(current, entity);
  return client && { ...current, entities: { ...current.entities, [entity]: client } };
}

/** Names what would be lost. */
function questionOf(
  { secret }: Stack,
  { createdAt }: SecretValue,
  current: Credentials | undefined,
  next: Credentials,
): string {
  const lost = current?.entityIds.filter((id) => !next.entityIds.includes(id)) ?? [];
  const loss = lost.length > 0 ? ` It loses the clients of ${lost.join(', ')}.` : '';
  return `${secret} has a value${createdAt ? ` of ${createdAt.toISOString()}` : ''}.${loss} Replace it?`;
}

/** Secrets Manager: the actions on secrets. No published emulator fits, so this one is our own. */
import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { guardWrites, writeOrUndo } from '../storage.ts';
import { action, type ServiceAction, serviceOf } from './actions.ts';
import { AwsError } from './aws-error.ts';
import { readRecords, writeRecords } from './record-file.ts';
import {
  currentStage,
  findVersion,
  isRepeat,
  type Secret,
  type SecretContent,
  type SecretVersion,
  secretSchema,
  withVersion,
} from './secret.ts';
import { type AwsService, awsAccount, awsRegion, type Members } from './service.ts';

const secondsPerDay = 86_400;

const secretId = { SecretId: z.string() };
const token = { ClientRequestToken: z.string().optional() };
const details = { Description: z.string().optional(), KmsKeyId: z.string().optional() };
const value = { SecretString: z.string().optional(), SecretBinary: z.base64().optional() };

/**
 * Opens the secrets kept in `file`, or in memory without one.
 * @param clock milliseconds since the epoch
 */
export function openSecrets(clock: () => number, file?: string): AwsService {
  const secrets = new Map(
    (file === undefined ? [] : readRecords(file, secretSchema)).map((secret) => [secret.Name, secret]),
  );
  const guard = guardWrites(file ?? 'The secrets');
  const now = () => clock() / 1000;

  /** All secrets except those whose recovery window is over. */
  const known = () => [...secrets.values()].filter(({ DeletionDate = Infinity }) => DeletionDate > now());

  function put(secret: Secret): Secret {
    const before = secrets.get(secret.Name);
    secrets.set(secret.Name, secret);
    writeOrUndo(
      () => file !== undefined && guard(() => writeRecords(file, known())),
      () => (before ? secrets.set(secret.Name, before) : secrets.delete(secret.Name)),
    );
    return secret;
  }

  /** Finds a secret by name, by ARN, or by ARN without its six random characters, as AWS does. */
  function get(id: string): Secret {
    const secret = known().find(({ Name, ARN }) => id === Name || id === ARN || id === ARN.slice(0, -'-xxxxxx'.length));
    if (secret === undefined) throw secretNotFound(`the specified secret: ${id}`);
    return secret;
  }

  function getLive(id: string): Secret {
    const secret = get(id);
    if (secret.DeletionDate !== undefined) throw invalidRequest(`The secret ${id} was marked for deletion.`);
    return secret;
  }

  const actions: Record<string, ServiceAction> = {
    CreateSecret: action(
      z.object({
        Name: z.string().regex(/^[\w/+=.@-]{1,512}$/, 'use letters, digits and /_+=.@- only, at most 512 of them'),
        Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
        ...token,
        ...details,
        ...value,
      }),
      ({ Name, ClientRequestToken = randomUUID(), SecretString, SecretBinary, ...rest }) => {
        const given = oneValue(SecretString, SecretBinary);
        const existing = known().find((secret) => secret.Name === Name);
        if (existing?.DeletionDate !== undefined) {
          throw invalidRequest(
            `A secret with the name ${Name} is scheduled for deletion; it keeps the name until then.`,
          );
        }
        if (existing !== undefined) {
          const version = findVersion(existing, ClientRequestToken, undefined);
          if (isRepeat(version, given)) return secretIdentity(existing, version);
          throw new AwsError('ResourceExistsException', `The secret ${Name} already exists.`);
        }
        const ARN = `arn:aws:secretsmanager:${awsRegion}:${awsAccount}:secret:${Name}-${randomBytes(3).toString('hex')}`;
        const empty = { ARN, Name, ...rest, CreatedDate: now(), LastChangedDate: now(), Versions: [] };
        const secret = given ? withVersion(empty, ClientRequestToken, given, [currentStage], now()) : empty;
        return secretIdentity(put(secret), secret.Versions[0]);
      },
    ),

    GetSecretValue: action(
      z.object({ ...secretId, VersionId: z.string().optional(), VersionStage: z.string().optional() }),
      ({ SecretId, VersionId, VersionStage = VersionId === undefined ? currentStage : undefined }) => {
        const secret = getLive(SecretId);
        const version = findVersion(secret, VersionId, VersionStage);
        if (version === undefined) {
          throw secretNotFound(
            `the specified secret value for ${VersionId ? `VersionId: ${VersionId}` : `staging label: ${VersionStage}`}`,
          );
        }
        return { ARN: secret.ARN, Name: secret.Name, ...version };
      },
    ),

    PutSecretValue: action(
      z.object({ ...secretId, ...token, ...value, VersionStages: z.array(z.string()).min(1).optional() }),
      ({ SecretId, ClientRequestToken = randomUUID(), SecretString, SecretBinary, VersionStages = [currentStage] }) => {
        const given = oneValue(SecretString, SecretBinary);
        if (given === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
        const secret = put(withVersion(getLive(SecretId), ClientRequestToken, given, VersionStages, now()));
        const version = findVersion(secret, ClientRequestToken, undefined);
        return { ...secretIdentity(secret, version), VersionStages: version?.VersionStages };
      },
    ),

    UpdateSecret: action(
      z.object({ ...secretId, ...token, ...details, ...value }),
      ({ SecretId, ClientRequestToken = randomUUID(), SecretString, SecretBinary, ...rest }) => {
        const given = oneValue(SecretString, SecretBinary);
        const changed = { ...getLive(SecretId), ...rest, LastChangedDate: now() };
        const secret = put(given ? withVersion(changed, ClientRequestToken, given, [currentStage], now()) : changed);
        return secretIdentity(secret, given && findVersion(secret, ClientRequestToken, undefined));
      },
    ),

    DescribeSecret: action(z.object(secretId), ({ SecretId }) => {
      const secret = get(SecretId);
      return { ...describeSecret(secret), VersionIdsToStages: stagesOf(secret) };
    }),

    ListSecrets: action(
      z.object({
        IncludePlannedDeletion: z.boolean().optional(),
        Filters: z.never('this endpoint does not filter: list all secrets and choose').optional(),
      }),
      ({ IncludePlannedDeletion = false }) => {
        const listed = known().filter(({ DeletionDate }) => IncludePlannedDeletion || DeletionDate === undefined);
        const entries = listed.map((secret) => ({
          ...describeSecret(secret),
          SecretVersionsToStages: stagesOf(secret),
        }));
        return { SecretList: entries };
      },
    ),

    DeleteSecret: action(
      z.object({
        ...secretId,
        RecoveryWindowInDays: z.int().min(7).max(30).optional(),
        ForceDeleteWithoutRecovery: z.boolean().optional(),
      }),
      ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery = false }) => {
        const { ARN, Name } = ForceDeleteWithoutRecovery ? get(SecretId) : getLive(SecretId);
        const window = ForceDeleteWithoutRecovery ? 0 : (RecoveryWindowInDays ?? 30);
        const DeletionDate = now() + window * secondsPerDay;
        put({ ...get(SecretId), DeletionDate });
        return { ARN, Name, DeletionDate };
      },
    ),
  };

  return serviceOf('secretsmanager', actions);
}

function oneValue(SecretString: string | undefined, SecretBinary: string | undefined): SecretContent | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw new AwsError('InvalidParameterException', 'SecretString and SecretBinary exclude each other.');
  }
  return SecretString === undefined && SecretBinary === undefined ? undefined : { SecretString, SecretBinary };
}

function secretIdentity({ ARN, Name }: Secret, version: SecretVersion | undefined): Members {
  return { ARN, Name, VersionId: version?.VersionId };
}

function describeSecret({ Versions: _, DeletionDate, ...members }: Secret): Members {
  return { ...members, DeletedDate: DeletionDate };
}

/** Versions without a label are deprecated: AWS does not list them either. */
function stagesOf({ Versions }: Secret): Record<string, string[]> {
  const labelled = Versions.filter(({ VersionStages }) => VersionStages.length > 0);
  return Object.fromEntries(labelled.map(({ VersionId, VersionStages }) => [VersionId, VersionStages]));
}

function secretNotFound(what: string) {
  return new AwsError('ResourceNotFoundException', `Secrets Manager can't find ${what}`);
}

function invalidRequest(message: string) {
  return new AwsError('InvalidRequestException', message);
}

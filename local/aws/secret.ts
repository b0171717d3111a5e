/** A secret: its versions, and the staging labels that say which of them is current. */
import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { AwsError } from './aws-error.ts';

/** The staging label of the version that callers get by default. */
export const currentStage = 'AWSCURRENT';
const previousStage = 'AWSPREVIOUS';

const versionSchema = z.object({
  VersionId: z.string(),
  VersionStages: z.array(z.string()),
  CreatedDate: z.number(),
  SecretString: z.string().optional(),
  /** Base64. */
  SecretBinary: z.string().optional(),
});

/** A secret as it is stored, with the member names of Secrets Manager's API. Dates are in seconds since the epoch. */
export const secretSchema = z.object({
  ARN: z.string(),
  Name: z.string(),
  Description: z.string().optional(),
  KmsKeyId: z.string().optional(),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).optional(),
  CreatedDate: z.number(),
  LastChangedDate: z.number(),
  /** When a deleted secret disappears for good. */
  DeletionDate: z.number().optional(),
  Versions: z.array(versionSchema),
});

export type Secret = z.infer<typeof secretSchema>;
export type SecretVersion = z.infer<typeof versionSchema>;
/** The content of a version: text or bytes. */
export type SecretContent = Pick<SecretVersion, 'SecretString' | 'SecretBinary'>;

/** The version with this ID and this label; either may be left out. */
export function findVersion(
  secret: Secret,
  id: string | undefined,
  stage: string | undefined,
): SecretVersion | undefined {
  return secret.Versions.find(
    ({ VersionId, VersionStages }) =>
      (id === undefined || VersionId === id) && (stage === undefined || VersionStages.includes(stage)),
  );
}

/** Whether a request repeats the one that made this version. */
export function isRepeat(
  version: SecretVersion | undefined,
  value: SecretContent | undefined,
): version is SecretVersion {
  if (version === undefined || value === undefined) return false;
  const { SecretString, SecretBinary } = version;
  return isDeepStrictEqual({ SecretString, SecretBinary }, { ...value });
}

/**
 * The secret with one more version. The new version takes `stages` from the others; the one that loses AWSCURRENT gets
 * AWSPREVIOUS. The first version is always current. A repeated request changes nothing.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 * @throws AwsError if a version with another value has this `id`
 */
export function withVersion(secret: Secret, id: string, value: SecretContent, stages: string[], date: number): Secret {
  const existing = findVersion(secret, id, undefined);
  if (isRepeat(existing, value)) return secret;
  if (existing !== undefined) {
    const message = `The ClientRequestToken ${id} is already in use for another value of ${secret.ARN}.`;
    throw new AwsError('ResourceExistsException', message);
  }
  const taken = new Set(secret.Versions.length === 0 ? [...stages, currentStage] : stages);
  const version = { VersionId: id, VersionStages: [...taken], CreatedDate: date, ...value };
  const replacesCurrent = taken.has(currentStage);
  const others = secret.Versions.map((other) => {
    const wasCurrent = other.VersionStages.includes(currentStage);
    const kept = other.VersionStages.filter(
      (stage) => !taken.has(stage) && !(replacesCurrent && stage === previousStage),
    );
    return { ...other, VersionStages: replacesCurrent && wasCurrent ? [...kept, previousStage] : kept };
  });
  return { ...secret, LastChangedDate: date, Versions: [...others, version] };
}

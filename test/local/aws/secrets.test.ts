import { randomUUID } from 'node:crypto';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { useAws } from '../../services/use-aws.ts';

useAws();
let secrets: SecretsManager;

beforeAll(() => {
  secrets = new SecretsManager({});
});

afterAll(() => secrets.destroy());

async function createSecret(value?: string) {
  const name = `test/${randomUUID()}`;
  const { ARN: arn = '', VersionId: version } = await secrets.createSecret({ Name: name, SecretString: value });
  return { name, arn, version };
}

const read = async (SecretId: string, by: { VersionId?: string | undefined; VersionStage?: string } = {}) =>
  (await secrets.getSecretValue({ SecretId, ...by })).SecretString;

describe('reading', () => {
  test('a secret is found by name, by ARN, by version and by label', async () => {
    const { name, arn, version } = await createSecret('first');

    expect(arn).toMatch(/^arn:aws:secretsmanager:us-east-1:000000000000:secret:test\/[\w-]+-[0-9a-zA-Z]{6}$/);
    expect(await secrets.getSecretValue({ SecretId: name })).toMatchObject({
      ARN: arn,
      Name: name,
      VersionId: version,
      VersionStages: ['AWSCURRENT'],
      SecretString: 'first',
      CreatedDate: expect.any(Date),
    });
    expect(await read(arn)).toBe('first');
    expect(await read(arn.slice(0, -7))).toBe('first');
    expect(await read(name, { VersionId: version })).toBe('first');
    expect(await read(name, { VersionStage: 'AWSCURRENT' })).toBe('first');
  });

  test('bytes come back as they were put', async () => {
    const { name } = await createSecret();
    await secrets.putSecretValue({ SecretId: name, SecretBinary: new Uint8Array([0, 255, 7]) });
    const { SecretBinary, SecretString } = await secrets.getSecretValue({ SecretId: name });
    expect([...(SecretBinary ?? [])]).toEqual([0, 255, 7]);
    expect(SecretString).toBeUndefined();
  });

  test('what is not there is a ResourceNotFoundException: secret, value, version, label', async () => {
    const { name: empty } = await createSecret();
    const { name, version } = await createSecret('first');
    const missing = { name: 'ResourceNotFoundException' };

    await expect(read('missing')).rejects.toMatchObject(missing);
    await expect(read(empty)).rejects.toMatchObject(missing);
    await expect(read(name, { VersionId: randomUUID() })).rejects.toMatchObject(missing);
    await expect(read(name, { VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject(missing);
    await expect(read(name, { VersionId: version, VersionStage: 'AWSPREVIOUS' })).rejects.toMatchObject(missing);
  });
});

describe('changing', () => {
  test('a new value is current, the one before it previous, and older ones have no label', async () => {
    const { name, version: first } = await createSecret('first');
    const { VersionId: second = '' } = await secrets.putSecretValue({ SecretId: name, SecretString: 'second' });
    const { VersionId: third = '' } = await secrets.updateSecret({ SecretId: name, SecretString: 'third' });

    expect(await read(name)).toBe('third');
    expect(await read(name, { VersionStage: 'AWSPREVIOUS' })).toBe('second');
    expect(await read(name, { VersionId: first })).toBe('first');
    expect((await secrets.describeSecret({ SecretId: name })).VersionIdsToStages).toEqual({
      [second]: ['AWSPREVIOUS'],
      [third]: ['AWSCURRENT'],
    });
  });

  test('a value put under a label of its own leaves the current one alone', async () => {
    const { name } = await createSecret('current');
    await secrets.putSecretValue({ SecretId: name, SecretString: 'next', VersionStages: ['AWSPENDING'] });

    expect(await read(name)).toBe('current');
    expect(await read(name, { VersionStage: 'AWSPENDING' })).toBe('next');
  });

  test('the same request twice makes one version, and another value under its token is refused', async () => {
    const { name } = await createSecret('first');
    const put = (SecretString: string, ClientRequestToken: string) =>
      secrets.putSecretValue({ SecretId: name, SecretString, ClientRequestToken });
    const token = randomUUID();

    await put('second', token);
    expect((await put('second', token)).VersionId).toBe(token);
    expect(await read(name, { VersionStage: 'AWSPREVIOUS' })).toBe('first');
    await expect(put('other', token)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  test('a name is given once, and again only for the same request', async () => {
    const request = { Name: `test/${randomUUID()}`, SecretString: 'first', ClientRequestToken: randomUUID() };
    const { ARN } = await secrets.createSecret(request);

    expect((await secrets.createSecret(request)).ARN).toBe(ARN);
    await expect(secrets.createSecret({ Name: request.Name, SecretString: 'first' })).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
  });

  test('a request that says too little or nonsense is refused', async () => {
    const { name: SecretId } = await createSecret('first');
    await expect(secrets.putSecretValue({ SecretId })).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(secrets.createSecret({ Name: 'no spaces' })).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining('Name'),
    });
    await expect(
      secrets.putSecretValue({ SecretId, SecretString: 'text', SecretBinary: new Uint8Array(1) }),
    ).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('deleting', () => {
  const listed = async (options: { IncludePlannedDeletion?: boolean } = {}) =>
    (await secrets.listSecrets(options)).SecretList?.map(({ Name }) => Name);

  test('a deleted secret is kept for its recovery window, unreadable and with its name', async () => {
    const { name } = await createSecret('first');
    expect(await listed()).toContain(name);
    await secrets.deleteSecret({ SecretId: name });

    await expect(read(name)).rejects.toMatchObject({ name: 'InvalidRequestException' });
    await expect(secrets.createSecret({ Name: name })).rejects.toMatchObject({ name: 'InvalidRequestException' });
    expect((await secrets.describeSecret({ SecretId: name })).DeletedDate).toBeInstanceOf(Date);
    expect(await listed()).not.toContain(name);
    expect(await listed({ IncludePlannedDeletion: true })).toContain(name);
  });

  test('a secret deleted without recovery frees its name at once', async () => {
    const { name } = await createSecret('first');
    await secrets.deleteSecret({ SecretId: name, ForceDeleteWithoutRecovery: true });

    await expect(read(name)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await secrets.createSecret({ Name: name, SecretString: 'second' });
    expect(await read(name)).toBe('second');
  });
});

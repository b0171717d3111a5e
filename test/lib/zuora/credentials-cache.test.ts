import { randomUUID } from 'node:crypto';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CredentialsCache } from '../../../lib/zuora/credentials-cache.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { settings as exampleSettings } from '../../factories.ts';
import { type AwsProcess, startAwsProcess } from '../../local/aws/aws-process.ts';
import { awsActionsOf } from '../aws-requests.ts';
import { withSilentAws } from '../silent-aws.ts';

const minute = 60_000;

let aws: AwsProcess;
let secrets: SecretsManager;
let clock: Clock;
let secret: string;
let cache: CredentialsCache;

beforeAll(async () => {
  aws = await startAwsProcess();
  secrets = new SecretsManager(embeddedAws(aws.url));
});
afterAll(async () => {
  secrets.destroy();
  await aws.end('SIGTERM');
});
beforeEach(() => {
  clock = new Clock();
  secret = `test/${randomUUID()}`;
  cache = new CredentialsCache(secrets, exampleSettings({ secret, awsTimeout: 60_000 }), clock.now);
});

const valueWith = (clientId: string) =>
  JSON.stringify({ baseUrl: 'https://rest.zuora.com', clientId, clientSecret: 'hunter2' });
const create = (SecretString?: string) => secrets.createSecret({ Name: secret, SecretString });
const put = (SecretString: string) => secrets.putSecretValue({ SecretId: secret, SecretString });

async function clientIdFrom(read: 'current' | 'reread'): Promise<string> {
  return (await cache[read]()).clientFor(undefined).clientId;
}

test('the secret is read once however many ask', async () => {
  await create(valueWith('first'));
  const all = () => Promise.all(Array.from({ length: 50 }, () => cache.current()));
  expect(await awsActionsOf(aws.url, all)).toEqual(['GetSecretValue']);
  expect(await awsActionsOf(aws.url, all)).toEqual([]);
});

test('a new value is seen after five minutes, or a minute after the last reading if the old one was rejected', async () => {
  const { VersionId } = await create(valueWith('first'));
  expect((await cache.current()).versionId).toBe(VersionId);
  const { VersionId: next } = await put(valueWith('second'));

  clock.advance(minute - 1);
  expect(await clientIdFrom('reread')).toBe('first');
  clock.advance(1);
  expect(await clientIdFrom('current')).toBe('first');
  expect(await clientIdFrom('reread')).toBe('second');
  expect((await cache.current()).versionId).toBe(next);

  await put(valueWith('third'));
  clock.advance(5 * minute - 1);
  expect(await clientIdFrom('current')).toBe('second');
  clock.advance(1);
  expect(await clientIdFrom('current')).toBe('third');
});

describe('a secret that cannot be used is told as such, and read again when it is asked for again:', () => {
  test.each<[problem: string, value: string | undefined, told: RegExp]>([
    ['no value', undefined, /does not exist or has no value yet; put one in\.$/],
    ['no JSON', 'hunter2', /does not fit: it is no JSON object$/],
    ['a field missing', '{"baseUrl":"https://rest.zuora.com","clientSecret":"hunter2"}', /does not fit: clientId: /],
  ])('%s', async (_, value, told) => {
    await create(value);
    const reading = cache.current();
    await expect(reading).rejects.toMatchObject({ reason: 'bad-secret', message: expect.stringMatching(told) });
    await expect(reading).rejects.not.toThrow(/hunter2/);
    await put(valueWith('mended'));
    expect(await clientIdFrom('current')).toBe('mended');
  });

  test('no secret at all', async () => {
    await expect(cache.current()).rejects.toMatchObject({ reason: 'bad-secret' });
    await create(valueWith('mended'));
    expect(await clientIdFrom('current')).toBe('mended');
  });
});

test('what is wrong with Secrets Manager is not blamed on the secret', async () => {
  const unreachable = new SecretsManager({ ...embeddedAws('http://127.0.0.1:1'), maxAttempts: 1 });
  const reading = new CredentialsCache(unreachable, exampleSettings({ awsTimeout: 60_000 }), clock.now).current();
  await expect(reading).rejects.toThrow('ECONNREFUSED');
});

test('Secrets Manager is waited for no longer than an AWS call may take', async () => {
  await withSilentAws(async (url) => {
    const silent = new SecretsManager(embeddedAws(url));
    const reading = new CredentialsCache(silent, exampleSettings({ awsTimeout: 20 }), clock.now).current();
    await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  });
});

import { randomUUID } from 'node:crypto';
import { SecretsManager, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { CredentialsCache } from '../../../lib/zuora/credentials-cache.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { Clock } from '../../clock.ts';
import { settings as exampleSettings } from '../../factories.ts';
import { awsActionsOf } from '../../services/aws-requests.ts';
import { withSilentAws } from '../../services/silent-aws.ts';
import { useAws } from '../../services/use-aws.ts';

const minute = 60_000;

const aws = useAws();
const secrets = aws.client((settings) => new SecretsManager(settings));
let clock: Clock;
let secret: string;
let cache: CredentialsCache;
let told: string[];

beforeEach(() => {
  clock = new Clock();
  secret = `test/${randomUUID()}`;
  told = [];
  cache = new CredentialsCache(secrets, exampleSettings({ secret, awsTimeout: 60_000 }), clock.now, (problem) =>
    told.push(problem),
  );
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

describe('a secret that cannot be used is told as such, and read again after a minute:', () => {
  test.each<[problem: string, value: string | undefined, told: RegExp]>([
    ['no value', undefined, /does not exist or has no value yet; put one in\.$/],
    ['no JSON', 'hunter2', /does not fit: it is no JSON object$/],
    ['a field missing', '{"baseUrl":"https://rest.zuora.com","clientSecret":"hunter2"}', /does not fit: clientId: /],
  ])('%s', async (_, value, problem) => {
    await create(value);
    const reading = cache.current();
    await expect(reading).rejects.toMatchObject({
      reason: 'secret-unreadable',
      message: expect.stringMatching(problem),
    });
    await expect(reading).rejects.not.toThrow(/hunter2/);
    expect(told).toEqual([expect.stringMatching(problem)]);
    await put(valueWith('mended'));
    await expect(cache.current()).rejects.toMatchObject({ retryAfter: minute });
    clock.advance(minute);
    expect(await clientIdFrom('current')).toBe('mended');
  });

  test('no secret at all', async () => {
    await expect(cache.current()).rejects.toMatchObject({ reason: 'secret-unreadable' });
    await create(valueWith('mended'));
    clock.advance(minute);
    expect(await clientIdFrom('current')).toBe('mended');
  });
});

test('what is wrong with Secrets Manager is not blamed on the secret', async () => {
  const unreachable = new SecretsManager({ ...embeddedAws('http://127.0.0.1:1'), maxAttempts: 1 });
  const reading = new CredentialsCache(
    unreachable,
    exampleSettings({ awsTimeout: 60_000 }),
    clock.now,
    () => {},
  ).current();
  await expect(reading).rejects.toThrow('ECONNREFUSED');
});

test('Secrets Manager is waited for no longer than an AWS call may take', async () => {
  await withSilentAws(async (url) => {
    const silent = new SecretsManager(embeddedAws(url));
    const reading = new CredentialsCache(silent, exampleSettings({ awsTimeout: 20 }), clock.now, () => {}).current();
    await expect(reading).rejects.toThrow('AbortError');
  });
});

describe('a good value that cannot be read again', () => {
  beforeEach(async () => {
    await create(valueWith('first'));
    await cache.current();
    await put('hunter2');
  });

  test('is used for an hour after its reading, and told of with each attempt to read', async () => {
    clock.advance(5 * minute);
    expect(await clientIdFrom('current')).toBe('first');
    expect(told).toEqual([expect.stringMatching(/does not fit: it is no JSON object$/)]);
    clock.advance(55 * minute - 1);
    expect(await clientIdFrom('current')).toBe('first');
    expect(told).toHaveLength(2);
    clock.advance(1);
    await expect(cache.current()).rejects.toMatchObject({ reason: 'secret-unreadable', retryAfter: minute - 1 });
  });

  test('is read again at most once a minute, whoever asks', async () => {
    clock.advance(5 * minute);
    const ask = async () => {
      for (const read of ['current', 'reread', 'current'] as const) expect(await clientIdFrom(read)).toBe('first');
    };
    expect(await awsActionsOf(aws.url, ask)).toEqual(['GetSecretValue']);
    clock.advance(minute - 1);
    expect(await awsActionsOf(aws.url, ask)).toEqual([]);
    clock.advance(1);
    expect(await awsActionsOf(aws.url, ask)).toEqual(['GetSecretValue']);
  });

  test('gives way to the next good value', async () => {
    clock.advance(5 * minute);
    await cache.current();
    await put(valueWith('second'));
    clock.advance(minute);
    expect(await clientIdFrom('current')).toBe('second');
    expect(told).toHaveLength(1);
  });
});

/** Answered in place of Secrets Manager; undefined for an outage. */
function secretsManagerWith(valueNow: () => string | undefined, onRead: () => void): SecretsManagerClient {
  const client = new SecretsManagerClient({ region: 'us-east-1' });
  client.middlewareStack.add(
    () => async () => {
      onRead();
      const SecretString = valueNow();
      if (SecretString === undefined) throw new Error('outage');
      return { response: undefined, output: { SecretString, VersionId: SecretString, $metadata: {} } };
    },
    { step: 'initialize' },
  );
  return client;
}

test('whatever happens to the secret and when, a good value of the last hour stops nobody, and it is the newest read', async () => {
  const step = fc.record({
    value: fc.constantFrom(undefined, undefined, 'hunter2', valueWith('one'), valueWith('two')),
    wait: fc.integer({ min: 0, max: 70 }),
    read: fc.constantFrom('current' as const, 'reread' as const),
  });
  const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
    const now = new Clock();
    let value: string | undefined;
    let reads: number[] = [];
    let lastGood: { readonly value: string; readonly at: number } | undefined;
    const onRead = () => {
      reads = [...reads, now.now()];
      if (value?.startsWith('{')) lastGood = { value, at: now.now() };
    };
    const client = secretsManagerWith(() => value, onRead);
    const cached = new CredentialsCache(client, exampleSettings(), now.now, () => {});
    for (const { value: next, wait, read } of steps) {
      value = next;
      now.advance(wait * minute);
      const versionId = await cached[read]().then(
        (credentials) => credentials.versionId,
        (error) => error.reason,
      );
      const isUsable = lastGood && now.now() - lastGood.at < 60 * minute;
      expect(versionId).toBe(isUsable ? lastGood?.value : 'secret-unreadable');
    }
    for (const [index, at] of reads.entries())
      if (index > 0) expect(at - (reads[index - 1] ?? 0)).toBeGreaterThanOrEqual(minute);
  });
  await fc.assert(property, { numRuns: 200 });
});

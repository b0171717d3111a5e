import { beforeEach, describe, expect, test } from '@jest/globals';
import { CredentialsRejected, OutOfTime } from '../../../lib/errors.ts';
import { ZuoraFailure } from '../../../lib/zuora/failure.ts';
import { seedClient, seedEntity } from '../../../local/zuora/seed.ts';
import { plant, sendToSandbox } from '../../services/sandbox-client.ts';
import { trackId, useZuoraAccess } from '../../services/zuora-access.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;

const access = useZuoraAccess();

const grant = (entityId?: string) => access().grant(entityId);
const fifty = <T>(task: () => Promise<T>) => Promise.allSettled(Array.from({ length: 50 }, task));
const user = { entityId: seedEntity.global, trackId, requireTime: () => undefined };
const tokenRequests = async () => (await access().calls()).filter(({ path }) => path === '/oauth/token');
const rejected = { name: 'CredentialsRejected', reason: 'credentials-rejected' };

test('fifty messages at once share one token request, which carries a track ID and no idempotency key', async () => {
  const grants = await fifty(() => grant());
  expect(new Set(grants.map((settled) => settled.status === 'fulfilled' && settled.value)).size).toBe(1);
  const [request, ...others] = await tokenRequests();
  expect(others).toEqual([]);
  expect(request?.headers).toMatchObject({ 'zuora-track-id': trackId, accept: 'application/json' });
  expect(request?.headers).not.toHaveProperty('idempotency-key');
  expect(access().tokensRefreshed).toBe(1);
});

test('a token tells the entities that it reaches', async () => {
  const { token } = await grant();
  expect([...token.entityIds].sort()).toEqual([...seedClient.service.entityIds].sort());
});

test('an entity with a client of its own has a token of its own', async () => {
  const [global, japan, france] = [await grant(), await grant(seedEntity.japan), await grant(seedEntity.france)];
  expect([global, japan].map(({ client }) => client.clientId)).toEqual([
    seedClient.service.id,
    seedClient.subsidiaries.id,
  ]);
  expect(france.token).toBe(japan.token);
  expect(await tokenRequests()).toHaveLength(2);
});

test.each([
  ['five minutes', 3599, 3299],
  ['a tenth of a short life', 100, 90],
])('a token is renewed before it expires, by %s', async (_, tokenSeconds, fresh) => {
  await access().sandbox('PUT', 'settings', { tokenSeconds });
  const first = await grant();
  access().clock.advance(fresh * second - 1);
  expect((await grant()).token).toBe(first.token);
  access().clock.advance(1);
  expect((await grant()).token).not.toBe(first.token);
});

test('of all who find a token to be taken no more, one renews it', async () => {
  const stale = await grant();
  await fifty(() => access().tokens.renew(stale, user));
  expect(await tokenRequests()).toHaveLength(2);
});

describe('when the OAuth client was given a new secret', () => {
  const rotated = { clientSecret: 'rotated' };

  test('the old one is rejected, the value read again, and the new one used', async () => {
    await access().credentials.current();
    await access().changeClient({ secret: rotated.clientSecret });
    await access().rotate(rotated);
    access().clock.advance(minute);
    expect((await grant()).client.clientSecret).toBe('rotated');
    expect((await tokenRequests()).map(({ status }) => status)).toEqual([401, 200]);
    expect(access().rejections).toEqual([]);
  });

  test('within a minute of the last reading the value is not read again; after it, it is', async () => {
    await access().credentials.current();
    await access().changeClient({ secret: rotated.clientSecret });
    await access().rotate(rotated);
    await expect(grant()).rejects.toMatchObject(rejected);
    access().clock.advance(minute);
    expect((await grant()).client.clientSecret).toBe('rotated');
    expect((await tokenRequests()).map(({ status }) => status)).toEqual([401, 401, 200]);
  });

  test('a rejection ends with the version that it is about', async () => {
    access().chance = 0.99;
    await access().credentials.current();
    access().clock.advance(5 * second);
    await access().changeClient({ secret: rotated.clientSecret });
    await expect(grant()).rejects.toMatchObject(rejected);
    await access().rotate(rotated);
    access().clock.advance(55 * second);
    await expect(grant()).rejects.toMatchObject(rejected);
    await access().credentials.reread();
    expect((await grant()).client.clientSecret).toBe('rotated');
  });
});

describe('a client that Zuora rejects', () => {
  beforeEach(() => access().changeClient({ secret: 'another' }));

  test('is asked with once, told of once, and left alone for 30 to 60 seconds', async () => {
    const results = await fifty(() => grant());
    expect(results.every((result) => result.status === 'rejected')).toBe(true);
    expect(access().rejections).toEqual(['Zuora rejected the OAuth client: HTTP 401 to the token request']);
    access().clock.advance(30 * second - 1);
    await expect(grant()).rejects.toMatchObject({ ...rejected, retryAfter: 1 });
    expect(await tokenRequests()).toHaveLength(1);

    access().chance = 0.5;
    access().clock.advance(1);
    await expect(grant()).rejects.toMatchObject({ ...rejected, retryAfter: 45_000 });
    expect(await tokenRequests()).toHaveLength(2);
    expect(access().rejections).toHaveLength(2);
  });

  test('leaves the clients of other entities at work', async () => {
    await expect(grant()).rejects.toBeInstanceOf(CredentialsRejected);
    expect((await grant(seedEntity.japan)).client.clientId).toBe(seedClient.subsidiaries.id);
  });
});

describe('a secret that does not fit', () => {
  const unreadable = { name: 'SecretUnreadable', reason: 'secret-unreadable' };

  test('stops every client where no good value is known, is told of once, and is no rejection', async () => {
    await access().rotate({ baseUrl: 'https://example.com' });
    await fifty(() => grant());
    await expect(grant(seedEntity.japan)).rejects.toMatchObject(unreadable);
    expect(access().unreadable).toEqual([expect.stringContaining('baseUrl: must be a host under .zuora.com')]);
    expect(access().rejections).toEqual([]);
    expect(await access().calls()).toEqual([]);
  });

  test('stops nobody once it is mended and read again', async () => {
    await access().rotate({ baseUrl: 'https://example.com' });
    await expect(grant()).rejects.toMatchObject({ ...unreadable, retryAfter: minute });
    await access().rotate({});
    access().clock.advance(minute - 1);
    await expect(grant()).rejects.toMatchObject({ ...unreadable, retryAfter: 1 });
    access().clock.advance(1);
    expect((await grant()).client.clientId).toBe(seedClient.service.id);
  });

  test('stops nobody for an hour after a good value was read', async () => {
    const { client } = await grant();
    await access().rotate({ baseUrl: 'https://example.com' });
    access().clock.advance(hour - 1);
    expect((await grant()).client).toEqual(client);
    expect(access().unreadable).toHaveLength(1);
    access().clock.advance(1);
    await expect(grant()).rejects.toMatchObject(unreadable);
  });

  test('leaves a rejection by Zuora what it is', async () => {
    await grant();
    await access().rotate({ baseUrl: 'https://example.com' });
    await access().changeClient({ secret: 'another' });
    access().clock.advance(hour - second);
    await expect(grant()).rejects.toMatchObject(rejected);
    expect(access().rejections).toHaveLength(1);
    expect(access().unreadable).toHaveLength(1);
  });
});

describe('it is not the credentials’ fault', () => {
  const documented = { readable: false, message: 'token request: HTTP 200, without a token of the documented form' };

  test.each([
    ['an overload', { status: 429, headers: { 'RateLimit-Reset': '7' } }, { status: 429, waitSeconds: 7 }],
    ['an error within Zuora', { status: 500 }, { status: 500 }],
    ['a token of no known form', { status: 200, body: { access_token: 5 } }, documented],
    ['a page instead of a token', { status: 200, body: '<html>' }, { status: 200, readable: false }],
    ['no answer', { reset: true }, { status: undefined }],
    ['a page of a gateway', { status: 403, body: '<h1>Request blocked</h1>' }, { status: 403, readable: false }],
    ['a gateway that gives up', { status: 408, body: { message: 'Request Timeout' } }, { status: 408 }],
  ])('when there is %s', async (_, fault, failure) => {
    await plant(access().zuora.url, { match: { path: '/oauth/token' }, fault });
    const asking = grant();
    await expect(asking).rejects.toBeInstanceOf(ZuoraFailure);
    await expect(asking).rejects.toMatchObject({ ...failure, isWrite: false });
    expect(access().rejections).toEqual([]);
    access().clock.advance(10 * second);
    expect((await grant()).client.clientId).toBe(seedClient.service.id);
  });
});

test('a connection that died in a freeze keeps no message of a batch from its token', async () => {
  await grant();
  access().clock.advance(3599 * second);
  await plant(access().zuora.url, { match: { path: '/oauth/token' }, times: 1, fault: { reset: true } });
  const grants = await fifty(() => grant());
  expect(new Set(grants.map(({ status }) => status))).toEqual(new Set(['fulfilled']));
});

describe('a request that failed', () => {
  const strike = () => plant(access().zuora.url, { match: { path: '/oauth/token' }, times: 1, fault: { status: 503 } });

  test('answers all who ask within the next ten seconds', async () => {
    await strike();
    const results = await fifty(() => grant());
    expect(results.map(({ status }) => status)).toEqual(Array(50).fill('rejected'));
    access().clock.advance(10 * second - 1);
    await expect(grant()).rejects.toMatchObject({ status: 503 });
    expect(await tokenRequests()).toHaveLength(1);
    access().clock.advance(1);
    expect((await grant()).client.clientId).toBe(seedClient.service.id);
    expect(await tokenRequests()).toHaveLength(2);
  });

  test('is remembered for longer after each other one, up to half a minute', async () => {
    for (const pause of [10, 20, 30, 30]) {
      await strike();
      await expect(grant()).rejects.toMatchObject({ status: 503 });
      const requests = (await tokenRequests()).length;
      access().clock.advance(pause * second - 1);
      await expect(grant()).rejects.toMatchObject({ status: 503 });
      expect(await tokenRequests()).toHaveLength(requests);
      access().clock.advance(1);
    }
    expect((await grant()).client.clientId).toBe(seedClient.service.id);
  });

  test('is remembered as the first again, once a request was answered', async () => {
    for (const pause of [10, 20]) {
      await strike();
      await expect(grant()).rejects.toMatchObject({ status: 503 });
      access().clock.advance(pause * second);
    }
    const granted = await grant();
    await strike();
    await expect(access().tokens.renew(granted, user)).rejects.toMatchObject({ status: 503 });
    access().clock.advance(10 * second);
    expect((await grant()).client.clientId).toBe(seedClient.service.id);
  });

  test('leaves the clients of other entities at work', async () => {
    await strike();
    await expect(grant()).rejects.toMatchObject({ status: 503 });
    expect((await grant(seedEntity.japan)).client.clientId).toBe(seedClient.subsidiaries.id);
  });

  test('through the credentials is over with a new secret, however soon', async () => {
    await access().credentials.current();
    access().clock.advance(minute - second);
    await access().changeClient({ secret: 'rotated' });
    await expect(grant()).rejects.toMatchObject(rejected);
    await access().rotate({ clientSecret: 'rotated' });
    access().clock.advance(second);
    await access().credentials.reread();
    expect((await grant()).client.clientSecret).toBe('rotated');
  });

  test('was not made where a message had no time for it, which is nobody else’s concern', async () => {
    const late = {
      entityId: seedEntity.global,
      trackId,
      requireTime: () => {
        throw new OutOfTime();
      },
    };
    await expect(access().tokens.grant(late)).rejects.toBeInstanceOf(OutOfTime);
    expect((await grant()).client.clientId).toBe(seedClient.service.id);
  });
});

test('the secret is sent to no host that a redirect names', async () => {
  const elsewhere = await access().anotherHost();
  const fault = { status: 307, headers: { Location: `${elsewhere.url}/oauth/token` } };
  await plant(access().zuora.url, { match: { path: '/oauth/token' }, fault });
  await expect(grant()).rejects.toMatchObject(rejected);
  expect((await sendToSandbox(elsewhere.url, 'GET', '/_sandbox/calls')).body).toEqual([]);
});

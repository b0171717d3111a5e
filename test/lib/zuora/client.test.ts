import { describe, expect, test } from '@jest/globals';
import { IdempotencyKey } from '../../../lib/delivery/idempotency-key.ts';
import { CredentialsRejected, OutOfTime } from '../../../lib/errors.ts';
import type { Settings } from '../../../lib/settings.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { ZuoraClient } from '../../../lib/zuora/client.ts';
import { createHttp } from '../../../lib/zuora/http.ts';
import { seedClient, seedConnection, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { reasons } from '../../factories.ts';
import { plant } from '../../services/sandbox-client.ts';
import { failureOf, impatient, noAnswer, trackId, useZuoraAccess } from '../../services/zuora-access.ts';

const access = useZuoraAccess();

const ada = { username: seedUser.ada };
const look = () => access().client().call(calls.accessibleEntities, ada);
const connect = (idempotencyKey = new IdempotencyKey(trackId, 0), changes?: Partial<Settings>) =>
  access()
    .client({ idempotencyKey }, changes)
    .call(calls.initiateEntityConnection, { targetEntityId: seedEntity.brazil });
const strike = (fault: object, path = '/v1/*', times = 1) =>
  plant(access().zuora.url, { match: { path }, times, fault });

test('a POST carries the idempotency key, a PUT and a GET never; all carry the track ID and the entity', async () => {
  const client = access().client();
  await client.call(calls.accessibleEntities, ada);
  await client.call(calls.requestUserAccess, { ...ada, targetEntityIds: [seedEntity.germany] });
  await client.call(calls.initiateEntityConnection, { targetEntityId: seedEntity.brazil });
  await access()
    .client({ entityId: seedEntity.japan })
    .call(calls.acceptEntityConnection, { connectionId: seedConnection.toJapanPending });

  const received = (await access().calls()).filter(({ path }) => path !== '/oauth/token');
  expect(received.map(({ method, headers }) => [method, headers['idempotency-key']])).toEqual([
    ['GET', undefined],
    ['PUT', undefined],
    ['POST', trackId],
    ['PUT', undefined],
  ]);
  expect(received.map(({ headers }) => headers['zuora-track-id'])).toEqual(Array(4).fill(trackId));
  expect(received.map(({ headers }) => headers['zuora-entity-ids'])).toEqual([
    ...Array(3).fill('5eed0000-0000-4000-8000-000000000001'),
    '5eed0000-0000-4000-8000-000000000004',
  ]);
  expect(received.map(({ headers }) => headers['accept'])).toEqual(Array(4).fill('application/json'));
  expect(received.map(({ body }) => body)).toEqual([
    null,
    { targetEntityIds: [seedEntity.germany] },
    { targetEntityId: seedEntity.brazil },
    {},
  ]);
});

test("Zuora's request id and the entity are known after a call, a failed one too", async () => {
  const client = access().client();
  expect([client.trail.requestId, client.trail.actedIn]).toEqual([undefined, undefined]);
  await strike({ status: 500, headers: { 'Zuora-Request-Id': 'for-support' }, body: {} });
  await failureOf(client.call(calls.accessibleEntities, ada));
  expect([client.trail.requestId, client.trail.actedIn]).toEqual(['for-support', seedEntity.global]);
});

describe('in another entity', () => {
  test('a call is made by the OAuth client that acts there, on behalf of the same message', async () => {
    await access().client().in(seedEntity.japan).call(calls.accessibleEntities, ada);
    const [, call] = await access().calls();
    expect(call).toMatchObject({
      clientId: seedClient.subsidiaries.id,
      headers: { 'zuora-entity-ids': '5eed0000-0000-4000-8000-000000000004', 'zuora-track-id': trackId },
    });
  });

  test('the entity and the request id of the latest call are known', async () => {
    const client = access().client();
    await client.call(calls.accessibleEntities, ada);
    const before = client.trail.requestId;
    await client.in(seedEntity.japan).call(calls.accessibleEntities, ada);
    expect(client.trail.actedIn).toBe(seedEntity.japan);
    expect(client.trail.requestId).not.toBe(before);
    await client.call(calls.accessibleEntities, ada);
    expect(client.trail.actedIn).toBe(seedEntity.global);
  });

  test('that of a write that was refused is, whatever follows elsewhere', async () => {
    const client = access().client();
    await failureOf(client.in(seedEntity.brazil).call(calls.approveUserAccess, ada));
    await client.in(seedEntity.japan).call(calls.accessibleEntities, ada);
    expect(client.trail.actedIn).toBe(seedEntity.brazil);
  });

  test('that of a read that was refused is forgotten with the next call', async () => {
    const client = access().client();
    await failureOf(client.in(seedEntity.canada).call(calls.accessibleEntities, ada));
    await client.in(seedEntity.japan).call(calls.accessibleEntities, ada);
    expect(client.trail.actedIn).toBe(seedEntity.japan);
  });
});

test('a token of an attempt long ago, in an answer that Zuora repeats, is not told either', async () => {
  const quoted = { success: false, reasons: [{ code: 53100050, message: 'sent with bearer  old-token-1234 locked' }] };
  await strike({ status: 200, body: quoted });
  const failure = await failureOf(connect());
  expect(failure.message).toBe(
    `initiateEntityConnection in ${seedEntity.global}: HTTP 200, 53100050 sent with [redacted] locked`,
  );
});

test('the token and the secret of a call are told as [redacted] where its answer quotes them', async () => {
  const { token } = await access().grant();
  await strike({ status: 400, body: { message: `${token.value} of ${seedClient.service.secret}` } });
  expect((await failureOf(look())).message).toBe(
    `accessibleEntities in ${seedEntity.global}: HTTP 400, [redacted] of [redacted]`,
  );
});

test.each([300, 500])('HTTP %i is no success, whatever its body says', async (status) => {
  await strike({ status, body: { success: true, entities: [] } });
  expect(await failureOf(look())).toMatchObject({ status });
});

test('the time that an answer took is told, and its status', async () => {
  const told: [milliseconds: number, status: number][] = [];
  let now = 0;
  const { tokens, inFlight, searches, joinedReads, settings } = access();
  const ticking = () => {
    now += 7;
    return now;
  };
  const options = {
    http: createHttp(),
    tokens,
    inFlight,
    searches,
    joinedReads,
    settings,
    now: ticking,
    onCall: (...call: (typeof told)[0]) => told.push(call),
  };
  const caller = { trackId, entityId: seedEntity.global, idempotencyKey: new IdempotencyKey(trackId, 0) };
  await new ZuoraClient(options, { ...caller, requireTime: () => undefined }).call(calls.accessibleEntities, ada);
  expect(told).toEqual([[7, 200]]);
});

test.each([seedUser.slashes, seedUser.plus, seedUser.umlaut, seedUser.escaped])(
  'the user "%s" is reached whole',
  async (username) => {
    await access()
      .client()
      .call(calls.requestUserAccess, { username, targetEntityIds: [seedEntity.germany] });
    const { entities } = await access().client().call(calls.accessibleEntities, { username });
    expect(entities).toContainEqual({ id: seedEntity.germany });
  },
);

describe('the entity that an event leaves out', () => {
  const unnamed = () => access().client({ entityId: undefined });

  test('is the only one that the token reaches', async () => {
    const { id: clientId, secret: clientSecret } = seedClient.japan;
    await access().rotate({ clientId, clientSecret });
    expect(await unnamed().entityId()).toBe(seedEntity.japan);
    await expect(
      unnamed().call(calls.acceptEntityConnection, { connectionId: seedConnection.toJapanPending }),
    ).resolves.toEqual({
      success: true,
    });
  });

  test('has to be one that is allowed, or no call is made', async () => {
    await access.restart({ allowedEntityIds: [seedEntity.global] });
    const { id: clientId, secret: clientSecret } = seedClient.japan;
    await access().rotate({ clientId, clientSecret });
    const message = `the token's entityId: "${seedEntity.japan}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS`;
    const refused = { name: 'BadEvent', reason: 'not-allowed', message };
    await expect(unnamed().entityId()).rejects.toMatchObject(refused);
    await expect(unnamed().call(calls.accessibleEntities, ada)).rejects.toMatchObject(refused);
    expect(await access().paths()).toEqual(['/oauth/token']);
  });

  test('has to be named if there are several, and no call is made', async () => {
    const required = {
      name: 'BadEvent',
      reason: 'entity-required',
      message: `data.entityId: is missing, and the OAuth client reaches ${seedClient.service.entityIds.length} entities; name the one to act in`,
    };
    await expect(unnamed().entityId()).rejects.toMatchObject(required);
    await expect(unnamed().call(calls.accessibleEntities, ada)).rejects.toMatchObject(required);
    expect(await access().paths()).toEqual(['/oauth/token']);
  });
});

describe('a token that Zuora takes no more', () => {
  test('is replaced once, and the call made again', async () => {
    await look();
    await strike({ status: 401, body: { message: 'Authentication error' } });
    await expect(look()).resolves.toMatchObject({ success: true });
    expect(access().tokensRefreshed).toBe(2);
  });

  test('is replaced once for all who find out', async () => {
    await look();
    await access().sandbox('POST', 'clock', { advanceMs: 3_600_000 });
    await Promise.all(Array.from({ length: 20 }, look));
    expect(access().tokensRefreshed).toBe(2);
  });

  test('and its successor neither: then the credentials are rejected, told once, and no call made for a while', async () => {
    await strike({ status: 401 }, '/v1/*', 1000);
    const results = await Promise.allSettled(Array.from({ length: 20 }, look));
    for (const result of results) expect(result).toMatchObject({ reason: expect.any(CredentialsRejected) });
    expect(access().rejections).toHaveLength(1);
    await access().sandbox('DELETE', 'calls');
    access().clock.advance(29_000);
    await expect(look()).rejects.toMatchObject({ retryAfter: 1000 });
    expect(await access().calls()).toEqual([]);
  });
});

describe('a token without permission', () => {
  test.each([
    ['HTTP 403', { status: 403, body: reasons() }],
    ['category 10', { status: 200, body: reasons(50000010) }],
    ['an entity that the token does not name', { status: 400, body: reasons(90000020) }],
  ])('is replaced once if it is older than a minute, since the entity may be granted since: %s', async (_, fault) => {
    await look();
    access().clock.advance(60_001);
    await strike(fault);
    await expect(look()).resolves.toMatchObject({ success: true });
    expect(access().tokensRefreshed).toBe(2);
  });

  test('is believed if it is new', async () => {
    await look();
    access().clock.advance(60_000);
    await strike({ status: 403, body: reasons() });
    expect(await failureOf(look())).toMatchObject({ status: 403 });
    expect(access().tokensRefreshed).toBe(1);
  });

  test('is not told by a gateway, so a write is not made again at once', async () => {
    await look();
    access().clock.advance(60_001);
    await strike({ status: 403, body: '<h1>Request blocked</h1>' });
    expect(await failureOf(connect())).toMatchObject({ status: 403 });
    expect(access().tokensRefreshed).toBe(1);
  });

  test('is believed the second time', async () => {
    await look();
    access().clock.advance(60_001);
    await strike({ status: 403, body: reasons() }, '/v1/*', 2);
    expect(await failureOf(look())).toMatchObject({ status: 403 });
    expect(access().tokensRefreshed).toBe(2);
  });
});

describe('the idempotency key', () => {
  test.each<[why: string, fault: object]>([
    ['a bad request', { status: 400, body: reasons() }],
    ['a key of another call', { status: 422, body: reasons() }],
    ['too many calls', { status: 429, body: {} }],
    ['a lock', { status: 200, body: reasons(56500250) }],
    ['an internal error', { status: 200, body: reasons(56500260) }],
    ['a rule', { status: 200, body: reasons(56500230) }],
  ])('is used up by an answered failure: %s', async (_, fault) => {
    const key = new IdempotencyKey(trackId, 0);
    await strike(fault);
    await failureOf(connect(key));
    expect(key.value).toBe(`${trackId}.1`);
  });

  test.each<[why: string, fault: object]>([
    ['HTTP 500', { status: 500, body: {} }],
    ['HTTP 503', { status: 503, body: 'down' }],
    ['HTTP 409', { status: 409, body: {} }],
    ['HTTP 408', { status: 408, body: reasons() }],
    ['HTTP 408 that asks to slow down', { status: 408, body: reasons(50000070) }],
    ['HTTP 499 about a token', { status: 499, body: reasons(90000011) }],
    ['a 400 of a gateway', { status: 400, body: '<h1>Bad Request</h1>' }],
    ['a 403 of a gateway', { status: 403, body: '<h1>Request blocked</h1>' }],
    ['an unreadable body', { status: 200, body: 'Gateway Timeout' }],
    ['a success without an id', { status: 200, body: { success: true } }],
    ['a lost connection', { reset: true }],
    ['a lost answer', { dropResponse: true }],
    ['no answer in time', noAnswer],
  ])('is kept while the outcome is unknown: %s', async (_, fault) => {
    const key = new IdempotencyKey(trackId, 0);
    await strike(fault);
    await failureOf(connect(key, fault === noAnswer ? impatient : {}));
    expect(key.value).toBe(trackId);
  });

  test('is kept by a PUT that fails, since none went out with it', async () => {
    const key = new IdempotencyKey(trackId, 0);
    await strike({ status: 400, body: reasons() });
    const targets = { ...ada, targetEntityIds: [seedEntity.germany] };
    await failureOf(access().client({ idempotencyKey: key }).call(calls.requestUserAccess, targets));
    expect(key.value).toBe(trackId);
  });

  test('is kept by a success, and used up by a 401 before the call is made again', async () => {
    const key = new IdempotencyKey(trackId, 0);
    await strike({ status: 401 });
    await connect(key);
    expect(key.value).toBe(`${trackId}.1`);
    const posts = (await access().calls()).filter(({ path }) => path === '/v1/entity-connections');
    expect(posts.map(({ headers }) => headers['idempotency-key'])).toEqual([trackId, `${trackId}.1`]);
  });
});

test('without time for a call none is made, not even for a token', async () => {
  const requireTime = () => {
    throw new OutOfTime();
  };
  await expect(access().client({ requireTime }).call(calls.accessibleEntities, ada)).rejects.toBeInstanceOf(OutOfTime);
  expect(await access().calls()).toEqual([]);
});

test('a read asks for the time of a read, a write for that of a write', async () => {
  const asked: number[] = [];
  const client = access().client({ requireTime: (timeout) => asked.push(timeout) });
  await client.call(calls.accessibleEntities, ada);
  await client.call(calls.requestUserAccess, { ...ada, targetEntityIds: [seedEntity.germany] });
  const { readTimeout, writeTimeout } = access().settings;
  expect(asked).toEqual([readTimeout, readTimeout, writeTimeout]);
});

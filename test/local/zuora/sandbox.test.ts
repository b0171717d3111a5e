import { beforeEach, describe, expect, test } from '@jest/globals';
import { secretValue, seedClient, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { startZuora } from '../../../local/zuora/server.ts';
import {
  authorize,
  type Caller,
  effects,
  refusedWith,
  requestToken,
  sendToSandbox,
  signIn,
  userPath,
  whenCalled,
} from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

describe('the sandbox', () => {
  const zuora = useSandbox();
  let service: Caller;
  beforeEach(async () => {
    service = await signIn(zuora.url);
  });

  test('listens on loopback, and accepts every credential of the seeded secret', async () => {
    expect(zuora.url).toBe(`http://127.0.0.1:${zuora.port}`);
    const { baseUrl, entities, ...standard } = secretValue(zuora.url);
    for (const { clientId: id, clientSecret: secret } of [standard, ...Object.values(entities)])
      expect(await requestToken(baseUrl, { id, secret })).toMatchObject({ status: 200 });
  });

  test('refuses settings that it does not know', async () => {
    const reply = await sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body: { tokenSecond: 1 } });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining('tokenSecond') } });
    await expect(startZuora({ port: 0, settings: { tokenSeconds: 0 } })).rejects.toThrow('tokenSeconds');
  });

  test('does not start on a port that is taken', async () => {
    await expect(startZuora({ port: zuora.port })).rejects.toThrow('EADDRINUSE');
  });

  describe('entities', () => {
    test('are listed, by status if asked to, and read one by one', async () => {
      expect((await service('GET', '/v1/entities')).body).toMatchObject({ success: true, entities: { length: 6 } });
      expect((await service('GET', '/v1/entities?provisioned=false')).body).toMatchObject({
        entities: [{ id: seedEntity.canada, parentId: seedEntity.global, status: 'Unprovisioned', tenantId: '12345' }],
      });
      expect((await service('GET', '/v1/entities?provisioned=yes')).body).toMatchObject(refusedWith(50000027));
      expect((await service('GET', `/v1/entities/${seedEntity.global}`)).body).toMatchObject({
        success: true,
        id: seedEntity.global,
        parentId: null,
      });
      expect((await service('GET', '/v1/entities/unknown')).body).toMatchObject(refusedWith(50000040));
    });
  });

  describe('a call', () => {
    test.each([
      ['GET', '/v1/unknown'],
      ['GET', '/v1/entities/'],
      ['GET', '/v1/users//accessible-entities'],
      ['GET', '/v1/users/%zz/accessible-entities'],
      ['GET', '/v1/users/a/../b/accessible-entities'],
      ['DELETE', `/v1/entities/${seedEntity.japan}`],
      ['PUT', `/v1/entities/${seedEntity.japan}/provision`],
      ['POST', '/v1/entities'],
      ['GET', '/oauth/token'],
    ])('to an unknown endpoint such as %s %s is answered 200 and not found', async (method, path) => {
      expect(await service(method, path)).toMatchObject({ status: 200, body: refusedWith(50000040) });
    });

    test('needs Zuora-Entity-Ids, with hyphens, if the scope has several entities', async () => {
      const inEntity = async (id: string) =>
        (await service('GET', '/v1/entities', { headers: { 'zuora-entity-ids': id } })).body;
      expect(await inEntity(seedEntity.global)).toMatchObject(refusedWith(50000020));
      const outside = await signIn(zuora.url, seedClient.service, seedEntity.canada);
      expect((await outside('GET', '/v1/entities')).body).toMatchObject(refusedWith(50000010));
      const without = async (client: { id: string; secret: string }) =>
        (await sendToSandbox(zuora.url, 'GET', '/v1/entities', { headers: await authorize(zuora.url, client) })).body;
      expect(await without(seedClient.service)).toMatchObject(refusedWith(50000023));
      expect(await without(seedClient.japan)).toMatchObject({ success: true });
    });

    test('brings its track id back, unless it is illegal', async () => {
      const legal = '5eed0000-0000-4000-8000-00000000000f.1';
      const headers = { 'zuora-track-id': legal };
      expect((await service('GET', '/v1/entities', { headers })).headers).toMatchObject({
        'zuora-track-id': legal,
        'zuora-request-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      for (const illegal of ['2026-11-21T10:00', 'a;b', 'a"b', "a'b", 'é', 'a'.repeat(65)]) {
        const reply = await service('GET', '/v1/entities', { headers: { 'zuora-track-id': illegal } });
        expect(reply.status).toBe(400);
        expect(reply.headers).not.toHaveProperty('zuora-track-id');
      }
    });

    test('with a body that is no JSON object is refused', async () => {
      const post = (type: string, body: string) =>
        service('POST', '/v1/entity-connections', { headers: { 'content-type': type }, body });
      expect((await post('application/json', '{')).body).toMatchObject(refusedWith(56500290));
      expect((await post('application/json', '[]')).body).toMatchObject(refusedWith(56500290));
      expect((await post('text/plain', '{}')).status).toBe(415);
      expect((await post('application/json', '')).body).toMatchObject(refusedWith(56500222));
    });

    test('is answered compressed above 1,000 bytes, if its client accepts that', async () => {
      const headers = { 'accept-encoding': 'gzip' };
      expect((await service('GET', '/v1/entities', { headers })).headers).toHaveProperty('content-encoding', 'gzip');
      expect((await service('GET', '/v1/unknown', { headers })).headers).not.toHaveProperty('content-encoding');
    });
  });

  describe('the log of calls', () => {
    const log = async () => (await sendToSandbox(zuora.url, 'GET', '/_sandbox/calls')).body;

    test('shows calls without tokens and secrets', async () => {
      await service('PUT', userPath(seedUser.slashes, 'request-access'), {
        headers: { 'zuora-track-id': 'track' },
        body: { targetEntityIds: [seedEntity.france] },
      });
      const calls = await log();
      expect(calls).toMatchObject([
        { method: 'POST', path: '/oauth/token', clientId: seedClient.service.id, status: 200, inFlight: 1 },
        {
          time: expect.stringMatching(/^\d{4}-.*Z$/),
          method: 'PUT',
          path: '/v1/users/a%2F..%2Fb/request-access',
          headers: { 'zuora-track-id': 'track' },
          body: { targetEntityIds: [seedEntity.france] },
          clientId: seedClient.service.id,
          status: 200,
          startedAt: expect.any(Number),
          finishedAt: expect.any(Number),
          inFlight: 1,
        },
      ]);
      expect(JSON.stringify(calls)).not.toMatch(/authorization|secret|bearer/i);
    });

    test('can be emptied', async () => {
      await sendToSandbox(zuora.url, 'DELETE', '/_sandbox/calls');
      expect(await log()).toEqual([]);
    });
  });

  test('shows its state without secrets, with what each call has changed', async () => {
    await service('PUT', userPath(seedUser.ada, 'request-access'), {
      headers: { 'zuora-track-id': 'track' },
      body: { targetEntityIds: [seedEntity.france] },
    });
    const { body } = await sendToSandbox(zuora.url, 'GET', '/_sandbox/state');
    expect(body).toMatchObject({
      users: expect.arrayContaining([
        {
          username: seedUser.ada,
          status: 'active',
          homeEntityId: seedEntity.global,
          accessibleEntityIds: [seedEntity.global],
          pendingEntityIds: [seedEntity.france],
        },
      ]),
      effects: [
        {
          requestId: expect.any(String),
          trackId: 'track',
          idempotencyKey: null,
          clientId: seedClient.service.id,
          change: { type: 'access-requested', username: seedUser.ada, entityId: seedEntity.france },
        },
      ],
    });
    expect(JSON.stringify(body)).not.toContain(seedClient.service.secret);
  });

  test('takes new users, who are no effect of a call', async () => {
    const users = [
      { username: 'new@example.com' },
      { username: 'b', homeEntityId: seedEntity.japan, accessibleEntityIds: [seedEntity.global] },
    ];
    expect(await sendToSandbox(zuora.url, 'POST', '/_sandbox/users', { body: { users } })).toMatchObject({
      status: 204,
    });
    expect((await service('GET', userPath('b', 'accessible-entities'))).body).toMatchObject({
      entities: [{ id: seedEntity.global }, { id: seedEntity.japan }],
    });
    expect(await effects(zuora.url)).toEqual([]);
  });

  test('takes users whose requests await approval already', async () => {
    const users = [{ username: 'applicant', pendingEntityIds: [seedEntity.germany] }];
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/users', { body: { users } });
    const germany = await signIn(zuora.url, seedClient.service, seedEntity.germany);
    const approve = () => germany('PUT', userPath('applicant', 'accept-access'));
    expect((await approve()).body).toMatchObject({ success: true });
    expect((await approve()).body).toMatchObject({ success: false });
    expect(await effects(zuora.url)).toMatchObject([
      { change: { type: 'access-granted', entityId: seedEntity.germany } },
    ]);
  });

  test('refuses records of entities that it does not know', async () => {
    const users = [{ username: 'a' }, { username: 'b', homeEntityId: 'f'.repeat(32) }];
    const reply = await sendToSandbox(zuora.url, 'POST', '/_sandbox/users', { body: { users } });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining('f'.repeat(32)) } });
    expect((await service('GET', userPath('a', 'accessible-entities'))).body).toMatchObject(refusedWith(50000040));
  });

  test('names what it has when asked for something else', async () => {
    const reply = await sendToSandbox(zuora.url, 'GET', '/_sandbox/call');
    expect(reply).toMatchObject({ status: 404, body: { error: expect.stringContaining('GET /_sandbox/calls') } });
  });

  test('drops a call that it is working on when it is closed', async () => {
    await sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body: { latencyMs: 60_000 } });
    const dropped = expect(service('GET', '/v1/unfinished')).rejects.toThrow();
    await whenCalled(zuora.url, '/v1/unfinished');
    await zuora.close();
    await dropped;
    await expect(sendToSandbox(zuora.url, 'GET', '/_sandbox/state')).rejects.toThrow('ECONNREFUSED');
  });
});

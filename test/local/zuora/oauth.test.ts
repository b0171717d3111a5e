import { describe, expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedClient, seedEntity } from '../../../local/zuora/seed.ts';
import { refusedWith, requestToken, sendToSandbox, signIn } from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('OAuth', () => {
  const zuora = useSandbox({ settings: { tokenSeconds: 60 }, clock: () => 0 });

  test('a token names the entities of its scope with hyphens', async () => {
    const { status, body } = await requestToken(zuora.url, seedClient.subsidiaries);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      token_type: 'bearer',
      expires_in: 60,
      scope: expect.stringContaining(
        `entity.${hyphenateEntityId(seedEntity.france)} entity.${hyphenateEntityId(seedEntity.japan)} entity.${hyphenateEntityId(seedEntity.brazil)} `,
      ),
    });
  });

  test('a secret whose plus sign is not encoded is a wrong secret', async () => {
    const { id, secret } = seedClient.service;
    const body = `grant_type=client_credentials&client_id=${id}&client_secret=${secret}`;
    const reply = await sendToSandbox(zuora.url, 'POST', '/oauth/token', { headers: form, body });
    expect(reply).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  test('Zuora-Entity-Ids restricts a token to one entity of the client', async () => {
    const japan = { 'zuora-entity-ids': hyphenateEntityId(seedEntity.japan) };
    const { body } = await requestToken(zuora.url, seedClient.service, japan);
    expect(body).toMatchObject({
      scope: expect.stringMatching(`^entity.${hyphenateEntityId(seedEntity.japan)} platform`),
    });
    const global = { 'zuora-entity-ids': hyphenateEntityId(seedEntity.global) };
    expect(await requestToken(zuora.url, seedClient.japan, global)).toMatchObject({ body: { error: 'invalid_scope' } });
    const compact = { 'zuora-entity-ids': seedEntity.japan };
    expect(await requestToken(zuora.url, seedClient.japan, compact)).toMatchObject({ status: 400 });
  });

  test('other grants and other content types are refused', async () => {
    const refused = await sendToSandbox(zuora.url, 'POST', '/oauth/token', {
      headers: form,
      body: 'grant_type=password',
    });
    expect(refused).toMatchObject({ status: 400, body: { error: 'unsupported_grant_type' } });
    const json = await sendToSandbox(zuora.url, 'POST', '/oauth/token', { body: { grant_type: 'client_credentials' } });
    expect(json).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
  });

  test('a call without a token is answered 401 with a string for a code', async () => {
    const reply = await sendToSandbox(zuora.url, 'GET', '/v1/entities');
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).toContain('Bearer realm');
    expect(reply.headers['zuora-request-id']).toHaveLength(36);
    expect(reply.body).toEqual({
      success: false,
      reasons: [{ code: '90000011', message: 'Authentication error' }],
    });
  });

  test('a token ends when its time is over', async () => {
    const call = await signIn(zuora.url);
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/clock', { body: { advanceMs: 59_000 } });
    expect(await call('GET', '/v1/entities')).toMatchObject({ status: 200 });
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/clock', { body: { advanceMs: 1_000 } });
    expect(await call('GET', '/v1/entities')).toMatchObject({ status: 401 });
  });

  test('an entity that the client gains later is only in tokens that are issued later', async () => {
    const before = await signIn(zuora.url, seedClient.japan, seedEntity.france);
    const clients = [{ ...seedClient.japan, entityIds: [seedEntity.japan, seedEntity.france] }];
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/clients', { body: { clients } });
    expect((await before('GET', '/v1/entities')).body).toMatchObject(refusedWith(50000010));
    const after = await signIn(zuora.url, seedClient.japan, seedEntity.france);
    expect((await after('GET', '/v1/entities')).body).toMatchObject({ success: true });
  });
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { seedClient, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { type Caller, sendToSandbox, signIn, userPath } from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

describe('a refusal', () => {
  const zuora = useSandbox();
  let service: Caller;
  beforeEach(async () => {
    service = await signIn(zuora.url);
  });

  const set = (body: object) => sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body });

  const message = expect.stringContaining('Cannot find');
  const trace = { processId: expect.any(String), requestId: expect.any(String) };
  test.each<[shape: string, status: number, body: unknown]>([
    ['reasons', 200, { success: false, ...trace, reasons: [{ code: 50000040, message }] }],
    ['string-codes', 200, { success: false, reasons: [{ code: '50000040', message }] }],
    ['system-error', 500, { reasons: [{ code: 'SystemError', message }] }],
    ['errors', 200, { Success: false, Errors: [{ Code: 'INVALID_VALUE', Message: message }] }],
    ['fault', 400, { FaultCode: 'INVALID_VALUE', FaultMessage: message }],
    ['client-error', 400, { code: 'ClientError', message }],
    ['message', 400, { message }],
    ['nested-error', 400, { error: { code: 50000040, message } }],
    ['gateway-page', 502, expect.stringContaining('<h1>502 Bad Gateway</h1>')],
  ])('has the shape of the setting: %s', async (refusalShape, status, body) => {
    await set({ refusalShape });
    const reply = await service('GET', userPath('nobody', 'accessible-entities'));
    expect([reply.status, reply.body]).toEqual([status, body]);
    expect(await service('GET', userPath(seedUser.ada, 'accessible-entities'))).toMatchObject({ status: 200 });
  });

  test('of a token has the shape of its own setting', async () => {
    await set({ authenticationShape: 'message' });
    const reply = await sendToSandbox(zuora.url, 'GET', '/v1/entities');
    expect(reply).toMatchObject({ status: 401, body: { message: 'Authentication error' } });
    expect(reply.body).not.toHaveProperty('success');
    expect(reply.headers['www-authenticate']).toContain('Bearer realm');
  });

  test('of a write without a body is HTTP 415, if the setting says so', async () => {
    await set({ emptyBody: 'refused' });
    const france = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.france);
    const deny = (sending?: object) => france('PUT', userPath(seedUser.sophie, 'deny-access'), sending);
    expect(await deny()).toMatchObject({ status: 415 });
    expect(await deny({ body: '{}' })).toMatchObject({ status: 415 });
    expect(await deny({ body: {} })).toMatchObject({ status: 200, body: { success: true } });
    expect(await france('GET', '/v1/entities')).toMatchObject({ status: 200 });
  });
});

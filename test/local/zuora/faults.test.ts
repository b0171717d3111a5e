import { beforeEach, describe, expect, test } from '@jest/globals';
import { seedClient, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import {
  type Caller,
  effects,
  plant,
  requestToken,
  sendToSandbox,
  signIn,
  userPath,
} from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

describe('faults', () => {
  let draws: number[];
  let now: number;
  const zuora = useSandbox({ random: () => draws.shift() ?? 0.99, clock: () => now });
  let service: Caller;
  beforeEach(async () => {
    draws = [];
    now = 0;
    service = await signIn(zuora.url);
  });

  const status = async (path = '/v1/entities'): Promise<number> => (await service('GET', path)).status;

  test('a fault answers in place of the sandbox, as often as it is told to', async () => {
    const fault = { status: 503, headers: { 'Retry-After': '7' }, body: { reasons: [{ code: 'SystemError' }] } };
    await plant(zuora.url, { times: 2, fault });
    expect(await service('GET', '/v1/entities')).toMatchObject({
      status: 503,
      headers: { 'retry-after': '7', 'content-type': 'application/json' },
      body: { reasons: [{ code: 'SystemError' }] },
    });
    expect([await status(), await status()]).toEqual([503, 200]);
  });

  test('a text body is sent as it is', async () => {
    const headers = { 'Content-Type': 'text/html' };
    await plant(zuora.url, { fault: { status: 502, headers, body: '<h1>Bad Gateway</h1>' } });
    const reply = await service('GET', '/v1/entities');
    expect(reply).toMatchObject({
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: '<h1>Bad Gateway</h1>',
    });
  });

  test('faults strike in the order in which they were planted', async () => {
    for (const code of [500, 502]) await plant(zuora.url, { fault: { status: code } });
    expect([await status(), await status(), await status()]).toEqual([500, 502, 200]);
  });

  test('faults of one path, of a pattern and of all paths strike in the order in which they were planted', async () => {
    const paths = ['/v1/entities', '/v1/*', undefined, '/v1/entities'];
    for (const [index, path] of paths.entries())
      await plant(zuora.url, { match: { path }, fault: { status: 500 + index } });
    expect([await status(), await status(), await status(), await status(), await status()]).toEqual([
      ...[500, 501, 502, 503, 200],
    ]);
  });

  test('a fault strikes only the method and path that it names', async () => {
    await plant(zuora.url, {
      match: { method: 'get', path: '/v1/users/*/accessible-entities' },
      fault: { status: 500 },
    });
    expect(await status()).toBe(200);
    expect(await status(userPath(seedUser.slashes, 'accessible-entities'))).toBe(500);
    await plant(zuora.url, { match: { path: '/v1/e*' }, fault: { status: 500 } });
    expect(await status(userPath(seedUser.ada, 'accessible-entities'))).toBe(200);
    expect(await status('/v1/entities?provisioned=true')).toBe(500);
    await plant(zuora.url, { match: { path: '/v1/entities' }, fault: { status: 500 } });
    expect(await status(`/v1/entities/${seedEntity.japan}`)).toBe(200);
  });

  test('a fault strikes token requests as well', async () => {
    await plant(zuora.url, { match: { path: '/oauth/token' }, fault: { status: 500 } });
    expect(await requestToken(zuora.url, seedClient.service)).toMatchObject({ status: 500 });
    expect(await requestToken(zuora.url, seedClient.service)).toMatchObject({ status: 200 });
  });

  test('a fault with a probability strikes by chance, and counts its strikes only', async () => {
    await plant(zuora.url, { times: 1, probability: 0.1, fault: { status: 500 } });
    draws = [0.1, 0.09, 0];
    expect([await status(), await status(), await status()]).toEqual([200, 500, 200]);
  });

  test('a fault with a duration strikes every call until it is over', async () => {
    await plant(zuora.url, { forMs: 5000, fault: { status: 500 } });
    expect([await status(), await status()]).toEqual([500, 500]);
    now = 4999;
    expect(await status()).toBe(500);
    now = 5000;
    expect(await status()).toBe(200);
  });

  test('a reset ends the connection before any work, a dropped answer after it', async () => {
    const path = userPath(seedUser.ada, 'request-access');
    const request = () => service('PUT', path, { body: { targetEntityIds: [seedEntity.france] } });
    await plant(zuora.url, { fault: { reset: true } });
    await expect(request()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await effects(zuora.url)).toHaveLength(0);
    await plant(zuora.url, { fault: { dropResponse: true } });
    await expect(request()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(await effects(zuora.url)).toHaveLength(1);
    const { body } = await sendToSandbox(zuora.url, 'GET', '/_sandbox/calls');
    expect(body).toMatchObject([{ path: '/oauth/token' }, { path, status: null }, { path, status: null }]);
  });

  test('faults that are cleared do not strike', async () => {
    await plant(zuora.url, { times: 100, fault: { reset: true } });
    await sendToSandbox(zuora.url, 'DELETE', '/_sandbox/faults');
    expect(await status()).toBe(200);
  });

  test.each([
    [{ fault: { delay: 5 } }, 'at fault'],
    [{ fault: { reset: false } }, 'at fault'],
    [{ fault: { status: 99 } }, 'at fault'],
    [{ fault: { status: 500, headers: { 'a b': 'c' } } }, 'at fault'],
    [{ fault: { reset: true, delayMs: 1 } }, 'at fault'],
    [{ match: { url: '/v1' }, fault: { reset: true } }, 'at match'],
    [{ match: { path: 'v1' }, fault: { reset: true } }, 'at match.path'],
    [{ times: 0, fault: { reset: true } }, 'at times'],
    [{ probability: 2, fault: { reset: true } }, 'at probability'],
    [{}, 'at fault'],
    ['{', 'not JSON'],
  ])('%j is not a fault', async (body, problem) => {
    const reply = await sendToSandbox(zuora.url, 'POST', '/_sandbox/faults', { body });
    expect(reply).toMatchObject({ status: 400, body: { error: expect.stringContaining(problem) } });
  });
});

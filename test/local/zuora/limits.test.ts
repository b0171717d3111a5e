import { describe, expect, test } from '@jest/globals';
import { seedClient, seedEntity } from '../../../local/zuora/seed.ts';
import { plant, requestToken, sendToSandbox, signIn, whenCalled } from '../../services/sandbox-client.ts';
import { whileUnderWay } from '../../services/slow-sandbox.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

describe('limits', () => {
  const zuora = useSandbox({ clock: () => 0 });

  const set = (body: object, { url }: { readonly url: string } = zuora) =>
    sendToSandbox(url, 'PUT', '/_sandbox/settings', { body });
  const advance = (advanceMs: number) => sendToSandbox(zuora.url, 'POST', '/_sandbox/clock', { body: { advanceMs } });

  test('every answer of an operation tells how the limits stand', async () => {
    const call = await signIn(zuora.url);
    for (const path of ['/v1/entities', '/v1/unknown'])
      expect((await call('GET', path)).headers).toMatchObject({
        'ratelimit-limit': '50000, 50000;w=60, 2250000;w=3600, 27000000;w=86400',
        'ratelimit-remaining': expect.stringMatching(/^4999[89]$/),
        'ratelimit-reset': '60',
        'concurrency-limit-type': 'Default',
        'concurrency-limit-limit': '40',
        'concurrency-limit-remaining': '39',
      });
  });

  test('calls above the rate are refused with a bare 70 until the span is over', async () => {
    await set({ callsPerMinute: 2 });
    const call = await signIn(zuora.url);
    await call('GET', '/v1/entities');
    await call('GET', '/v1/unknown');
    await advance(30_000);
    const refused = await call('GET', '/v1/entities');
    expect(refused.status).toBe(429);
    expect(refused.headers).toMatchObject({ 'ratelimit-remaining': '0' });
    expect(refused.headers['ratelimit-reset']).toBe('30');
    expect(refused.headers).not.toHaveProperty('retry-after');
    expect(refused.body).toEqual({
      reasons: [{ code: 70, message: expect.stringContaining('exceeded for the minute, retry after') }],
    });
    await advance(30_000);
    expect(await call('GET', '/v1/entities')).toMatchObject({ status: 200 });
  });

  test('of several exhausted spans the longest is named, and its limit told first', async () => {
    await set({ callsPerMinute: 1, callsPerHour: 1 });
    const call = await signIn(zuora.url);
    await call('GET', '/v1/entities');
    const { headers, body } = await call('GET', '/v1/entities');
    expect(headers['ratelimit-limit']).toBe('1, 1;w=60, 1;w=3600, 27000000;w=86400');
    expect(body).toMatchObject({ reasons: [{ message: expect.stringContaining('exceeded for the hour') }] });
  });

  test('token requests above the rate of an address are refused', async () => {
    await set({ tokensPerMinute: 1 });
    expect((await requestToken(zuora.url, seedClient.service)).headers).toMatchObject({
      'x-ratelimit-limit-minute': '1',
      'x-ratelimit-remaining-minute': '0',
    });
    expect(await requestToken(zuora.url, seedClient.japan)).toMatchObject({
      status: 429,
      headers: { 'x-ratelimit-remaining-minute': '0' },
    });
    await advance(60_000);
    expect(await requestToken(zuora.url, seedClient.japan)).toMatchObject({ status: 200 });
  });

  test.each([
    ['tenantTokensPerMinute', 60_000, 'minute'],
    ['tenantTokensPerHour', 3_600_000, 'hour'],
    ['tenantTokensPerDay', 86_400_000, 'day'],
  ])('token requests above the rate of the tenant are refused: %s', async (setting, span, name) => {
    await set({ [setting]: 1 });
    expect(await requestToken(zuora.url, seedClient.service)).toMatchObject({ status: 200 });
    expect(await requestToken(zuora.url, seedClient.japan)).toMatchObject({
      status: 429,
      body: { reasons: [{ code: 70, message: expect.stringContaining(`exceeded for the ${name}, retry after`) }] },
    });
    await advance(span);
    expect(await requestToken(zuora.url, seedClient.japan)).toMatchObject({ status: 200 });
  });

  test('each entity has its own limit of calls in flight', () =>
    whileUnderWay(2, async (slowZuora, delayMs) => {
      const { url } = slowZuora;
      await set({ callsInFlight: 1 }, slowZuora);
      const [global, germany] = await Promise.all([signIn(url), signIn(url, seedClient.service, seedEntity.germany)]);
      await plant(url, { match: { path: '/v1/entities' }, fault: { delayMs } });
      const slow = global('GET', '/v1/entities');
      await whenCalled(url, '/v1/entities');
      const refused = await global('GET', '/v1/entities');
      const elsewhere = await germany('GET', '/v1/entities');
      const rest = [await slow, await global('GET', '/v1/entities')];
      return () => {
        expect(refused).toMatchObject({
          status: 429,
          headers: { 'retry-after': '120', 'concurrency-limit-remaining': '0' },
          body: { success: false, reasons: [{ code: 50000070 }] },
        });
        expect([elsewhere, ...rest].map(({ status }) => status)).toEqual([200, 200, 200]);
      };
    }));

  test('a call counts as in flight after its client has gone, and still takes effect', () =>
    whileUnderWay(1, async (slowZuora, latencyMs) => {
      const { url } = slowZuora;
      await set({ callsInFlight: 1, latencyMs }, slowZuora);
      const call = await signIn(url);
      const client = new AbortController();
      const path = '/v1/entity-connections';
      const abandoned = call('POST', path, { body: { targetEntityId: seedEntity.brazil }, signal: client.signal });
      await whenCalled(url, path);
      client.abort();
      const ended = await abandoned.catch(() => undefined);
      const refused = await call('GET', '/v1/entities');
      const finished = await whenFinished(url, path);
      const listed = await call('GET', `${path}?type=outbound`);
      return () => {
        expect(ended).toBeUndefined();
        expect(refused).toMatchObject({ status: 429 });
        expect(finished).toMatchObject({ status: null });
        expect(listed).toMatchObject({
          status: 200,
          body: {
            entityConnections: expect.arrayContaining([expect.objectContaining({ targetEntityId: seedEntity.brazil })]),
          },
        });
      };
    }));
});

async function whenFinished(url: string, path: string): Promise<unknown> {
  for (;;) {
    const { body } = await sendToSandbox(url, 'GET', '/_sandbox/calls');
    const calls = Array.isArray(body) ? body : [];
    const call = calls.find((received) => received.path === path);
    if (call?.finishedAt !== null) return call;
  }
}

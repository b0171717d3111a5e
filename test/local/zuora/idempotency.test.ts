import { beforeEach, describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import {
  type Caller,
  effects,
  plant,
  refusedWith,
  type SandboxReply,
  sendToSandbox,
  signIn,
  whenCalled,
} from '../../services/sandbox-client.ts';
import { whileUnderWay } from '../../services/slow-sandbox.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

const connectionsPath = '/v1/entity-connections';

describe('Idempotency-Key', () => {
  const zuora = useSandbox({ settings: { tokenSeconds: 7 * 24 * 3600 } });
  let service: Caller;
  beforeEach(async () => {
    service = await signIn(zuora.url);
  });

  const post = (
    key: string,
    targetEntityId: string = seedEntity.brazil,
    path = connectionsPath,
    call = service,
  ): Promise<SandboxReply> => call('POST', path, { headers: { 'idempotency-key': key }, body: { targetEntityId } });

  test('the same key brings the same answer and no second effect', async () => {
    const first = await post('key');
    const second = await post('key');
    expect(first.body).toMatchObject({ success: true });
    expect(second.body).toEqual(first.body);
    expect(await effects(zuora.url)).toMatchObject([{ idempotencyKey: 'key' }]);
  });

  test('a failure is kept like a success', async () => {
    const first = await post('key', seedEntity.france);
    expect(first.body).toMatchObject(refusedWith(56500230));
    expect((await post('key', seedEntity.brazil)).body).toEqual(first.body);
    expect(await effects(zuora.url)).toEqual([]);
  });

  test('a key is forgotten 24 hours after it was used', async () => {
    await post('key');
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/clock', { body: { advanceMs: 24 * 3600 * 1000 } });
    expect((await post('key')).body).toMatchObject(refusedWith(56500230));
  });

  test('a key is refused with 409 while its first request is in progress', () =>
    whileUnderWay(1, async ({ url }, delayMs) => {
      const slow = await signIn(url);
      const again = () => post('key', seedEntity.brazil, connectionsPath, slow);
      await plant(url, { match: { method: 'POST' }, fault: { delayMs } });
      const first = again();
      const [answer, early] = await Promise.all([first, whenCalled(url, connectionsPath).then(again)]);
      const late = await again();
      return () => {
        expect(early.status).toBe(409);
        expect(answer.body).toMatchObject({ success: true });
        expect(late.body).toEqual(answer.body);
      };
    }));

  test('a key is refused with 422 with another URL', async () => {
    await post('key');
    expect(await post('key', seedEntity.brazil, `${connectionsPath}?again`)).toMatchObject({ status: 422 });
  });

  test.each(['PUT', 'GET'])('%s takes no key', async (method) => {
    const reply = await service(method, '/v1/entities', { headers: { 'idempotency-key': 'key' } });
    expect(reply).toMatchObject({
      status: 400,
      body: { message: `Request method '${method}' not supported with Idempotency-Key header` },
    });
  });

  test('an injected failure is kept, unless a token or a rate causes it, or it speaks of the key', async () => {
    for (const [key, status, next] of [
      ['a', 503, 503],
      ['b', 429, 200],
      ['c', 401, 200],
      ['d', 409, 200],
      ['e', 422, 200],
    ] as const) {
      await plant(zuora.url, { match: { path: connectionsPath }, fault: { status } });
      expect((await post(key)).status).toBe(status);
      expect((await post(key)).status).toBe(next);
    }
  });

  test('an injected failure does not replace the answer that a key has', async () => {
    const { body } = await post('key');
    await plant(zuora.url, { fault: { status: 503 } });
    expect((await post('key')).status).toBe(503);
    expect((await post('key')).body).toEqual(body);
  });

  test('an answer that was lost on its way comes back under its key', async () => {
    await plant(zuora.url, { fault: { dropResponse: true } });
    await expect(post('key')).rejects.toThrow();
    expect((await post('key')).body).toMatchObject({ success: true });
    expect(await effects(zuora.url)).toHaveLength(1);
  });

  test('a request that was reset has not used its key', async () => {
    await plant(zuora.url, { fault: { reset: true } });
    await expect(post('key')).rejects.toThrow();
    expect(await effects(zuora.url)).toEqual([]);
    expect((await post('key')).body).toMatchObject({ success: true });
  });
});

import { describe, expect, test } from '@jest/globals';
import { seedEntity } from '../../../local/zuora/seed.ts';
import { effects, plant, sendToSandbox, signIn } from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

const path = '/v1/entity-connections';

describe("a call that reaches the server's limit", () => {
  const zuora = useSandbox({ settings: { serverLimitMs: 1 } });

  const connect = async () => {
    const service = await signIn(zuora.url);
    return () =>
      service('POST', path, { headers: { 'idempotency-key': 'key' }, body: { targetEntityId: seedEntity.brazil } });
  };

  test('is answered by a gateway, and takes effect all the same', async () => {
    const send = await connect();
    await plant(zuora.url, { match: { path }, fault: { delayMs: 300 } });
    expect(await send()).toMatchObject({
      status: 504,
      headers: { 'content-type': 'text/plain' },
      body: 'Gateway Timeout',
    });
    let answer = await send();
    for (; answer.status === 409; answer = await send());
    expect(answer.body).toMatchObject({ success: true });
    expect(await effects(zuora.url)).toHaveLength(1);
  });

  test('is answered with a page, if the setting says so', async () => {
    const send = await connect();
    await sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body: { gatewayBody: 'html' } });
    await plant(zuora.url, { match: { path }, fault: { delayMs: 300 } });
    expect(await send()).toMatchObject({
      status: 504,
      headers: { 'content-type': 'text/html' },
      body: expect.stringContaining('<h1>504 Gateway Timeout</h1>'),
    });
  });

  test('is answered as usual if it is refused before', async () => {
    await plant(zuora.url, { match: { path }, fault: { delayMs: 300 } });
    expect(await sendToSandbox(zuora.url, 'GET', path)).toMatchObject({ status: 401 });
  });

  test('is dropped when the sandbox closes', async () => {
    const send = await connect();
    await plant(zuora.url, { match: { path }, fault: { delayMs: 60_000 } });
    expect(await send()).toMatchObject({ status: 504 });
    await zuora.close();
  });
});

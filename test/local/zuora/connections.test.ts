import { beforeEach, describe, expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedClient, seedConnection, seedEntity } from '../../../local/zuora/seed.ts';
import { pastConnections } from '../../factories.ts';
import {
  type Caller,
  effects,
  refusedWith,
  type SandboxReply,
  sendToSandbox,
  signIn,
} from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

const success = { status: 200, body: { success: true } };
const connectionsPath = '/v1/entity-connections';

describe('entity connections', () => {
  const zuora = useSandbox();
  let service: Caller;
  let france: Caller;
  beforeEach(async () => {
    service = await signIn(zuora.url);
    france = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.france);
  });

  const connect = (targetEntityId: unknown, call = service): Promise<SandboxReply> =>
    call('POST', connectionsPath, { body: { targetEntityId } });

  test('a new connection is pending, and cannot be made twice', async () => {
    const { body } = await connect(seedEntity.brazil);
    expect(body).toEqual({ success: true, id: expect.stringMatching(/^[0-9a-f]{32}$/) });
    const brazil = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.brazil);
    expect((await brazil('GET', `${connectionsPath}?type=inbound`)).body).toMatchObject({
      entityConnections: [{ sourceEntityId: seedEntity.global, targetEntityId: seedEntity.brazil, status: 'Pending' }],
    });
    expect((await connect(seedEntity.brazil)).body).toMatchObject(refusedWith(56500230));
    expect(await effects(zuora.url)).toHaveLength(1);
  });

  test('its target accepts a connection, either end disconnects it, and then it can be made anew', async () => {
    const path = `${connectionsPath}/${seedConnection.toFrancePending}`;
    expect(await france('PUT', `${path}/accept`)).toMatchObject(success);
    expect((await france('PUT', `${path}/accept`)).body).toMatchObject(refusedWith(50000030));
    expect(await service('PUT', `${path}/disconnect`)).toMatchObject(success);
    expect(await connect(seedEntity.france)).toMatchObject(success);
  });

  test('its target denies a connection, which leaves it disconnected', async () => {
    expect(await france('PUT', `${connectionsPath}/${seedConnection.toFrancePending}/deny`)).toMatchObject(success);
    expect((await france('GET', connectionsPath)).body).toMatchObject({
      entityConnections: [{ status: 'Disconnected' }],
    });
  });

  test('a connection is accepted by an administrator of its target, in its target', async () => {
    const path = `${connectionsPath}/${seedConnection.toFrancePending}/accept`;
    const japan = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.japan);
    const guest = await signIn(zuora.url, seedClient.service, seedEntity.france);
    for (const call of [service, japan, guest])
      expect((await call('PUT', path)).body).toMatchObject(refusedWith(50000010));
    expect((await france('PUT', `${connectionsPath}/unknown/accept`)).body).toMatchObject(refusedWith(50000040));
    expect((await guest('PUT', `${connectionsPath}/unknown/accept`)).body).toMatchObject(refusedWith(50000010));
    expect(await effects(zuora.url)).toEqual([]);
  });

  test.each([
    ['to the source itself', seedEntity.global, 56500230],
    ['to an unknown entity', 'f'.repeat(32), 56500240],
    ['to an entity outside the scope', seedEntity.canada, 56500210],
    ['to something that is no id', 7, 56500220],
    ['to an id with hyphens', hyphenateEntityId(seedEntity.brazil), 56500220],
    ['to nothing', undefined, 56500222],
  ])('a connection %s is refused', async (_, target, code) => {
    expect(await connect(target)).toMatchObject({ status: 200, body: refusedWith(code) });
  });

  test('a connection from an entity that the client does not administer is refused', async () => {
    const inFrance = await signIn(zuora.url, seedClient.service, seedEntity.france);
    expect((await connect(seedEntity.global, inFrance)).body).toMatchObject(refusedWith(56500210));
  });

  test('a list is paged, and links to its next page as long as there is one', async () => {
    const connections = pastConnections(301, seedEntity.france, seedEntity.japan);
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/connections', { body: { connections } });
    const list = async (query: string) => (await france('GET', `${connectionsPath}?type=outbound${query}`)).body;
    expect(await list('')).toMatchObject({ entityConnections: { length: 30 } });
    expect(await list('&pageSize=300')).toMatchObject({
      entityConnections: { length: 300 },
      nextPage: `${zuora.url}${connectionsPath}?type=outbound&pageSize=300&page=2`,
    });
    const last = await list('&pageSize=300&page=2');
    expect(last).toMatchObject({ entityConnections: [{ id: 'connection-300' }] });
    expect(last).not.toHaveProperty('nextPage');
  });

  test.each(['type=sideways', 'page=0&pageSize=1', 'page=x&pageSize=1', 'pageSize=301', 'pageSize=0', 'page=2'])(
    '%s is a bad parameter',
    async (query) => {
      expect((await service('GET', `${connectionsPath}?${query}`)).body).toMatchObject(refusedWith(50000027));
    },
  );
});

import { beforeEach, describe, expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedClient, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import {
  type Caller,
  effects,
  refusedWith,
  type SandboxReply,
  sendToSandbox,
  signIn,
  userPath,
} from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

const success = { status: 200, body: { success: true } };

describe('user access', () => {
  const zuora = useSandbox();
  let service: Caller;
  let france: Caller;
  beforeEach(async () => {
    service = await signIn(zuora.url);
    france = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.france);
  });

  const request = (username: string, targetEntityIds: unknown, call = service): Promise<SandboxReply> =>
    call('PUT', userPath(username, 'request-access'), { body: { targetEntityIds } });

  async function accessible(username: string): Promise<unknown> {
    const { body } = await service('GET', userPath(username, 'accessible-entities'));
    return body;
  }

  const entities = (...ids: string[]) => ({ success: true, entities: ids.map((id) => ({ id })) });

  test('a request is visible to nobody until an administrator of the target accepts it', async () => {
    expect(await request(seedUser.ada, [seedEntity.france])).toMatchObject(success);
    expect(await accessible(seedUser.ada)).toMatchObject(entities(seedEntity.global));
    expect(await france('PUT', userPath(seedUser.ada, 'accept-access'))).toMatchObject(success);
    expect(await accessible(seedUser.ada)).toMatchObject(entities(seedEntity.global, seedEntity.france));
  });

  test('a request by an administrator of the target is granted at once', async () => {
    expect(await request(seedUser.ada, [seedEntity.germany, seedEntity.japan])).toMatchObject(success);
    expect(await accessible(seedUser.ada)).toMatchObject(entities(seedEntity.global, seedEntity.germany));
  });

  test('a repeated request changes nothing, and succeeds unless the setting says otherwise', async () => {
    await request(seedUser.ada, [seedEntity.france, seedEntity.france]);
    expect(await request(seedUser.ada, [seedEntity.france])).toMatchObject(success);
    const body = { repeatedAccessRequest: 'business-rule' };
    await sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body });
    expect((await request(seedUser.ada, [seedEntity.france])).body).toMatchObject(refusedWith(56500130));
    expect(await effects(zuora.url)).toHaveLength(1);
  });

  test('a request for what is accessible already succeeds and changes nothing', async () => {
    expect(await request(seedUser.sophie, [seedEntity.france, seedEntity.global])).toMatchObject(success);
    expect(await effects(zuora.url)).toEqual([]);
  });

  test('deny-access refuses a pending request, and revokes access that was granted', async () => {
    await request(seedUser.ada, [seedEntity.france]);
    expect(await france('PUT', userPath(seedUser.ada, 'deny-access'))).toMatchObject(success);
    expect((await france('PUT', userPath(seedUser.ada, 'accept-access'))).body).toMatchObject(refusedWith(50000030));
    expect(await france('PUT', userPath(seedUser.sophie, 'deny-access'))).toMatchObject(success);
    expect(await accessible(seedUser.sophie)).toMatchObject(entities(seedEntity.global));
    expect((await france('PUT', userPath(seedUser.sophie, 'deny-access'))).body).toMatchObject(refusedWith(50000030));
  });

  test.each([
    ['a user who was created in another entity', seedUser.emmy, [seedEntity.france], 56500110],
    ['a target outside the scope of the token', seedUser.ada, [seedEntity.france, seedEntity.canada], 56500110],
    ['an unknown user', 'nobody@example.com', [seedEntity.france], 56500140],
    ['an unknown target', seedUser.ada, [seedEntity.france, 'f'.repeat(32)], 56500140],
    ['no targets', seedUser.ada, undefined, 56500122],
    ['an empty list of targets', seedUser.ada, [], 56500120],
    ['a target with hyphens', seedUser.ada, [seedEntity.france, hyphenateEntityId(seedEntity.japan)], 56500120],
    ['a target that is no id', seedUser.ada, [seedEntity.france, 'France'], 56500120],
  ])('a request for %s is refused as a whole', async (_, username, targets, code) => {
    const { status, body } = await request(username, targets);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...refusedWith(code), processId: expect.any(String), requestId: expect.any(String) });
    expect(await effects(zuora.url)).toEqual([]);
  });

  test('only an administrator of the entity may request, accept and deny', async () => {
    const inFrance = await signIn(zuora.url, seedClient.service, seedEntity.france);
    expect((await inFrance('PUT', userPath(seedUser.ada, 'accept-access'))).body).toMatchObject(refusedWith(50000010));
    expect((await inFrance('PUT', userPath(seedUser.ada, 'deny-access'))).body).toMatchObject(refusedWith(50000010));
    const inJapan = await signIn(zuora.url, seedClient.service, seedEntity.japan);
    expect((await request(seedUser.yukihiro, [seedEntity.global], inJapan)).body).toMatchObject(refusedWith(56500110));
  });

  test.each([seedUser.slashes, seedUser.plus, seedUser.umlaut, seedUser.escaped])(
    'the username %j reaches its own user',
    async (username) => {
      expect(await request(username, [seedEntity.germany])).toMatchObject(success);
      const [effect, ...others] = await effects(zuora.url);
      expect(others).toEqual([]);
      expect(effect?.change).toEqual({ type: 'access-granted', username, entityId: seedEntity.germany });
    },
  );
});

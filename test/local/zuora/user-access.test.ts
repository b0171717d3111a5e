import { beforeEach, describe, expect, test } from '@jest/globals';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { CLIENT, ENTITY, USER } from '../../../local/zuora/seed.ts';
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
    france = await signIn(zuora.url, CLIENT.subsidiaries, ENTITY.france);
  });

  const request = (username: string, targetEntityIds: unknown, call = service): Promise<SandboxReply> =>
    call('PUT', userPath(username, 'request-access'), { body: { targetEntityIds } });

  async function accessible(username: string): Promise<unknown> {
    const { body } = await service('GET', userPath(username, 'accessible-entities'));
    return body;
  }

  const entities = (...ids: string[]) => ({ success: true, entities: ids.map((id) => ({ id })) });

  test('a request is visible to nobody until an administrator of the target accepts it', async () => {
    expect(await request(USER.ada, [ENTITY.france])).toMatchObject(success);
    expect(await accessible(USER.ada)).toMatchObject(entities(ENTITY.global));
    expect(await france('PUT', userPath(USER.ada, 'accept-access'))).toMatchObject(success);
    expect(await accessible(USER.ada)).toMatchObject(entities(ENTITY.global, ENTITY.france));
  });

  test('a request by an administrator of the target is granted at once', async () => {
    expect(await request(USER.ada, [ENTITY.germany, hyphenateEntityId(ENTITY.japan)])).toMatchObject(success);
    expect(await accessible(USER.ada)).toMatchObject(entities(ENTITY.global, ENTITY.germany));
  });

  test('a repeated request changes nothing, and succeeds unless the setting says otherwise', async () => {
    await request(USER.ada, [ENTITY.france, ENTITY.france]);
    expect(await request(USER.ada, [ENTITY.france])).toMatchObject(success);
    const body = { repeatedAccessRequest: 'business-rule' };
    await sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body });
    expect((await request(USER.ada, [ENTITY.france])).body).toMatchObject(refusedWith(56500130));
    expect(await effects(zuora.url)).toHaveLength(1);
  });

  test('a request for what is accessible already succeeds and changes nothing', async () => {
    expect(await request(USER.sophie, [ENTITY.france, ENTITY.global])).toMatchObject(success);
    expect(await effects(zuora.url)).toEqual([]);
  });

  test('deny-access refuses a pending request, and revokes access that was granted', async () => {
    await request(USER.ada, [ENTITY.france]);
    expect(await france('PUT', userPath(USER.ada, 'deny-access'))).toMatchObject(success);
    expect((await france('PUT', userPath(USER.ada, 'accept-access'))).body).toMatchObject(refusedWith(50000030));
    expect(await france('PUT', userPath(USER.sophie, 'deny-access'))).toMatchObject(success);
    expect(await accessible(USER.sophie)).toMatchObject(entities(ENTITY.global));
    expect((await france('PUT', userPath(USER.sophie, 'deny-access'))).body).toMatchObject(refusedWith(50000030));
  });

  test.each([
    ['a user who was created in another entity', USER.emmy, [ENTITY.france], 56500110],
    ['a target outside the scope of the token', USER.ada, [ENTITY.france, ENTITY.canada], 56500110],
    ['an unknown user', 'nobody@example.com', [ENTITY.france], 56500140],
    ['an unknown target', USER.ada, [ENTITY.france, 'f'.repeat(32)], 56500140],
    ['no targets', USER.ada, undefined, 56500122],
    ['an empty list of targets', USER.ada, [], 56500120],
    ['a target that is no id', USER.ada, [ENTITY.france, 'France'], 56500120],
  ])('a request for %s is refused as a whole', async (_, username, targets, code) => {
    const { status, body } = await request(username, targets);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ...refusedWith(code), processId: expect.any(String), requestId: expect.any(String) });
    expect(await effects(zuora.url)).toEqual([]);
  });

  test('only an administrator of the entity may request, accept and deny', async () => {
    const inFrance = await signIn(zuora.url, CLIENT.service, ENTITY.france);
    expect((await inFrance('PUT', userPath(USER.ada, 'accept-access'))).body).toMatchObject(refusedWith(50000010));
    expect((await inFrance('PUT', userPath(USER.ada, 'deny-access'))).body).toMatchObject(refusedWith(50000010));
    const inJapan = await signIn(zuora.url, CLIENT.service, ENTITY.japan);
    expect((await request(USER.yukihiro, [ENTITY.global], inJapan)).body).toMatchObject(refusedWith(56500110));
  });

  test.each([USER.slashes, USER.plus, USER.umlaut, USER.escaped])(
    'the username %j reaches its own user',
    async (username) => {
      expect(await request(username, [ENTITY.germany])).toMatchObject(success);
      const [effect, ...others] = await effects(zuora.url);
      expect(others).toEqual([]);
      expect(effect?.change).toEqual({ type: 'access-granted', username, entityId: ENTITY.germany });
    },
  );
});

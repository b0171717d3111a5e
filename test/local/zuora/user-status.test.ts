import { beforeEach, describe, expect, test } from '@jest/globals';
import { seedClient, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import {
  type Caller,
  effects,
  refusedWith,
  requestToken,
  type SandboxReply,
  sendToSandbox,
  signIn,
  userPath,
} from '../../services/sandbox-client.ts';
import { useSandbox } from '../../services/use-sandbox.ts';

const zuora = useSandbox();
const owner = 'zuora-access@example.com';

const post = (path: string, body: object): Promise<SandboxReply> =>
  sendToSandbox(zuora.url, 'POST', `/_sandbox/${path}`, { body });
const setStatus = (username: string, status: string, others = {}) =>
  post('statuses', { statuses: [{ username, status, ...others }] });

describe('the owner of an OAuth client', () => {
  beforeEach(() => post('users', { users: [{ username: owner, id: seedClient.service.userId, status: 'pending' }] }));

  test('must have accepted their invitation', async () => {
    expect(await requestToken(zuora.url, seedClient.service)).toMatchObject({ status: 403 });
    expect(await requestToken(zuora.url, seedClient.japan)).toMatchObject({ status: 200 });
    await setStatus(owner, 'active');
    expect(await requestToken(zuora.url, seedClient.service)).toMatchObject({ status: 200 });
  });

  test('takes the clients and their tokens along when they are deactivated', async () => {
    await setStatus(owner, 'active');
    const call = await signIn(zuora.url);
    await setStatus(owner, 'deactivated', { anonymise: true });
    expect(await call('GET', '/v1/entities')).toMatchObject({ status: 401 });
    expect(await requestToken(zuora.url, seedClient.service)).toMatchObject({ status: 403 });
  });
});

describe('a user who is deactivated', () => {
  let service: Caller;
  let france: Caller;
  beforeEach(async () => {
    service = await signIn(zuora.url);
    france = await signIn(zuora.url, seedClient.subsidiaries, seedEntity.france);
    const users = [
      { username: seedUser.sophie, accessibleEntityIds: [seedEntity.france] },
      { username: seedUser.ada, pendingEntityIds: [seedEntity.france] },
    ];
    await post('users', { users });
  });

  test('gets no new access, and keeps the old until it is denied', async () => {
    for (const username of [seedUser.sophie, seedUser.ada]) await setStatus(username, 'deactivated');
    const body = { targetEntityIds: [seedEntity.germany] };
    const requested = await service('PUT', userPath(seedUser.sophie, 'request-access'), { body });
    expect(requested.body).toMatchObject(refusedWith(56500130));
    const accepted = await france('PUT', userPath(seedUser.ada, 'accept-access'));
    expect(accepted.body).toMatchObject(refusedWith(50000030));
    expect((await service('GET', userPath(seedUser.sophie, 'accessible-entities'))).body).toMatchObject({
      entities: [{ id: seedEntity.global }, { id: seedEntity.france }],
    });
    expect((await france('PUT', userPath(seedUser.sophie, 'deny-access'))).body).toMatchObject({ success: true });
    expect(await effects(zuora.url)).toMatchObject([{ change: { type: 'access-denied' } }]);
  });

  test('is not found by their login any more where it is made anonymous', async () => {
    await setStatus(seedUser.sophie, 'deactivated', { anonymise: true });
    const { body } = await service('GET', userPath(seedUser.sophie, 'accessible-entities'));
    expect(body).toMatchObject(refusedWith(50000040));
    const state = await sendToSandbox(zuora.url, 'GET', '/_sandbox/state');
    expect(state.body).toMatchObject({
      users: expect.arrayContaining([
        expect.objectContaining({
          username: expect.stringMatching(/^anonymised-/),
          status: 'deactivated',
          accessibleEntityIds: [seedEntity.global, seedEntity.france],
        }),
      ]),
    });
  });
});

test('a user who is renamed keeps their access, and is unknown by the former login', async () => {
  const service = await signIn(zuora.url);
  await setStatus(seedUser.sophie, 'active', { newUsername: 'sophie@example.com' });
  const shown = await service('GET', userPath('sophie@example.com', 'accessible-entities'));
  expect(shown.body).toMatchObject({ entities: [{ id: seedEntity.global }, { id: seedEntity.france }] });
  const former = await service('GET', userPath(seedUser.sophie, 'accessible-entities'));
  expect(former.body).toMatchObject(refusedWith(50000040));
});

test('only users whom the sandbox knows have a status', async () => {
  const reply = await setStatus('nobody', 'active');
  expect(reply).toMatchObject({ status: 400, body: { error: 'Unknown users: nobody' } });
});

test('a client whose user lacks API Write Access can only read', async () => {
  await post('clients', { clients: [{ ...seedClient.service, apiWriteAccess: false }] });
  expect((await requestToken(zuora.url, seedClient.service)).body).toMatchObject({
    scope: expect.not.stringContaining('platform.write'),
  });
  const call = await signIn(zuora.url);
  const body = { targetEntityId: seedEntity.brazil };
  expect((await call('POST', '/v1/entity-connections', { body })).body).toMatchObject(refusedWith(56500210));
  expect((await call('GET', '/v1/entity-connections')).body).toMatchObject({ success: true });
});

test.each([
  ['denied', 50000010],
  ['unknown-endpoint', 50000040],
])('without Multi-entity every operation is refused: %s', async (multiEntity, code) => {
  const call = await signIn(zuora.url);
  await sendToSandbox(zuora.url, 'PUT', '/_sandbox/settings', { body: { multiEntity } });
  for (const path of ['/v1/entities', '/v1/entity-connections', userPath(seedUser.ada, 'accessible-entities')])
    expect(await call('GET', path)).toMatchObject({ status: 200, body: refusedWith(code) });
});

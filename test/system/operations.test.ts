/** What the operations that end or grant something do in Zuora, through the real stack. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { seedClient, seedConnection, seedEntity, seedUser } from '../../local/zuora/seed.ts';
import { until } from '../until.ts';
import { accessApproved, accessRequested, accessRevoked, connectionDenied, connectionDisconnected } from './events.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());
beforeEach(() => world.forgetRequests());

/** How a message on a queue ended. */
async function outcomeOf(queue: string, body: object) {
  const [messageId = ''] = await world.send(queue, body);
  await world.drained(queue);
  const { outcome, reason, detail } = (await world.outcomesOf(messageId)).at(-1) ?? {};
  return { outcome, reason, detail };
}
const writes = async () => (await world.calls()).filter(({ method }) => method === 'PUT').map(({ path }) => path);
const changes = async () => (await world.effects()).map(({ clientId, change }) => ({ clientId, ...change }));

const applied = { outcome: 'applied' };
const alreadyApplied = { outcome: 'already-applied' };

describe('an approval of access', () => {
  const username = seedUser.grace;
  const approval = () => accessApproved(username, seedEntity.france);

  test('that overtakes its request waits for it, and is given by the entity’s administrator', async () => {
    const [messageId = ''] = await world.send('access-approvals', approval());
    const early = () => world.outcomes().find((line) => line.messageId === messageId);
    await until(() => early() !== undefined);
    expect(early()).toMatchObject({ outcome: 'retry', reason: 'business-rule' });
    await world.send('user-access-requests', accessRequested(username, seedEntity.france));
    await world.drained('user-access-requests', 'access-approvals');
    expect((await world.outcomesOf(messageId)).at(-1)).toMatchObject(applied);
    expect(await changes()).toContainEqual({
      clientId: seedClient.subsidiaries.id,
      type: 'access-granted',
      username,
      entityId: seedEntity.france,
    });
  });

  test('of access that is granted writes nothing', async () => {
    expect(await outcomeOf('access-approvals', approval())).toMatchObject(alreadyApplied);
    expect(await writes()).toEqual([]);
  });
});

describe.each(['exact', 'folded'])('a revocation of access, where login names are %s', (loginNames) => {
  const { germany, france, japan } = seedEntity;

  beforeEach(async () => {
    await world.sandbox('PUT', 'settings', { loginNames });
  });
  afterAll(async () => {
    await world.sandbox('PUT', 'settings', { loginNames: 'exact' });
  });

  test('is made in each entity that still grants it, by the client that acts there', async () => {
    const username = `leaver-${loginNames}@example.com`;
    await world.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [germany, japan] }] });
    expect(await outcomeOf('access-revocations', accessRevoked(username, germany, france, japan))).toMatchObject(
      applied,
    );
    const denied = (await changes()).filter((change) => change.username === username);
    expect(denied).toEqual([
      { clientId: seedClient.service.id, type: 'access-denied', username, entityId: germany },
      { clientId: seedClient.subsidiaries.id, type: 'access-denied', username, entityId: japan },
    ]);
    expect(await outcomeOf('access-revocations', accessRevoked(username, germany, japan))).toMatchObject(
      alreadyApplied,
    );
    expect(await writes()).toHaveLength(2);
  });

  test('that one entity refuses is made in the others, and is a dead letter that names the one', async () => {
    const username = `at-home-${loginNames}@example.com`;
    const users = [{ username, homeEntityId: germany, accessibleEntityIds: [france, japan] }];
    await world.sandbox('POST', 'users', { users });
    expect(await outcomeOf('access-revocations', accessRevoked(username, germany, france, japan))).toEqual({
      outcome: 'dead-letter',
      reason: 'business-rule',
      detail: expect.stringContaining(`revokeUserAccess in ${germany}: `),
    });
    const denied = (await changes()).filter((change) => change.username === username);
    expect(denied.map(({ entityId }) => entityId)).toEqual([france, japan]);
  });

  test.each([
    ['in upper case', 'ada.byron', 'ADA.BYRON'],
    ['with a character that is not seen', 'grace.hopper.2', 'grace.hopper.2\u200b'],
    ['in capitals and decomposed', 'emmy.n\u00f6ther', 'Emmy.No\u0308ther'],
  ])('finds the user by a login %s', async (_, known, sent) => {
    const username = `${known}@${loginNames}.example.com`;
    await world.sandbox('POST', 'users', { users: [{ username, accessibleEntityIds: [germany] }] });
    const revoked = accessRevoked(`${sent}@${loginNames}.example.com`, germany);
    expect(await outcomeOf('access-revocations', revoked)).toMatchObject(applied);
    const denied = (await changes()).filter((change) => change.username === username);
    expect(denied).toMatchObject([{ type: 'access-denied', entityId: germany }]);
  });

  test('finds the user by the login that a grant was made with, however it is sent now', async () => {
    const user = (name: string) => `${name}@${loginNames}.Example.com`;
    await world.sandbox('POST', 'users', { users: [{ username: user('Edsger'), accessibleEntityIds: [] }] });
    expect(await outcomeOf('user-access-requests', accessRequested(user('Edsger'), germany))).toMatchObject(applied);
    const revoked = accessRevoked(user('EDSGER').toLowerCase(), germany);
    expect(await outcomeOf('access-revocations', revoked)).toMatchObject(applied);
    const changed = (await changes()).filter(({ username }) => username === user('Edsger'));
    expect(changed.map(({ type }) => type).at(-1)).toBe('access-denied');
  });

  test('waits for the user where access is given, and writes nothing', async () => {
    expect(await outcomeOf('user-access-requests', accessRequested('Joiner@example.com', germany))).toEqual({
      outcome: 'waiting-for-account',
      detail: expect.stringContaining('Zuora does not know this login yet'),
    });
    expect(await writes()).toEqual([]);
  });

  test('of somebody whom Zuora does not know under any spelling says so, and writes nothing', async () => {
    expect(await outcomeOf('access-revocations', accessRevoked('Nobody@example.com', germany))).toEqual({
      outcome: 'no-such-user',
      detail: expect.stringContaining('no entity of the event knows this login'),
    });
    expect(await writes()).toEqual([]);
  });
});

describe('a denial of a connection', () => {
  const { toFrancePending, toGermanyConnected } = seedConnection;
  const deny = (connectionId: string, entityId: string) =>
    outcomeOf('connection-denials', connectionDenied(connectionId, entityId));

  test('ends what was requested, once', async () => {
    expect(await deny(toFrancePending, seedEntity.france)).toMatchObject(applied);
    expect(await changes()).toContainEqual({
      clientId: seedClient.subsidiaries.id,
      type: 'connection-changed',
      id: toFrancePending,
      status: 'Disconnected',
    });
    expect(await deny(toFrancePending, seedEntity.france)).toMatchObject(alreadyApplied);
    expect(await writes()).toHaveLength(1);
  });

  test.each([
    ['that was accepted is Zuora’s to refuse', toGermanyConnected, 'business-rule'],
    ['that Zuora does not list is Zuora’s to refuse', 'no-such-connection', 'not-found'],
  ])('%s', async (_, connectionId, reason) => {
    expect(await deny(connectionId, seedEntity.germany)).toMatchObject({ outcome: 'dead-letter', reason });
    expect(await writes()).toEqual([`/v1/entity-connections/${connectionId}/deny`]);
  });
});

describe('a disconnection', () => {
  const disconnect = (connectionId: string, entityId: string) =>
    outcomeOf('connection-disconnections', connectionDisconnected(connectionId, entityId));

  test.each([
    ['source', seedEntity.global],
    ['target', seedEntity.germany],
  ])('is made in the connection’s %s, once', async (end, entityId) => {
    const id = `of-${end}`;
    const connection = {
      id,
      sourceEntityId: seedEntity.global,
      targetEntityId: seedEntity.germany,
      status: 'Connected',
    };
    await world.sandbox('POST', 'connections', { connections: [connection] });
    expect(await disconnect(id, entityId)).toMatchObject(applied);
    expect(await disconnect(id, entityId)).toMatchObject(alreadyApplied);
    expect(await writes()).toEqual([`/v1/entity-connections/${id}/disconnect`]);
  });

  test('of a connection that awaits its acceptance is Zuora’s to refuse', async () => {
    expect(await disconnect(seedConnection.toJapanPending, seedEntity.japan)).toMatchObject({
      outcome: 'dead-letter',
      reason: 'business-rule',
    });
  });
});

/** The service's behaviour where the sandbox answers as only Zuora's documentation, or its users, tell. */
import { describe, expect, test } from '@jest/globals';
import { deliver } from '../../../lib/delivery/message.ts';
import { findUserAmong } from '../../../lib/zuora/accessible-entities.ts';
import { calls } from '../../../lib/zuora/calls.ts';
import { classify, refusalOf } from '../../../lib/zuora/classify.ts';
import { listConnections } from '../../../lib/zuora/connections.ts';
import { hyphenateEntityId } from '../../../local/zuora/entity-id.ts';
import { seedClient, seedConnection, seedEntity, seedUser } from '../../../local/zuora/seed.ts';
import { pastConnections } from '../../factories.ts';
import { connectionEvent, useDeliveries } from '../../lib/delivery/deliveries.ts';
import { effects, plant } from '../../services/sandbox-client.ts';
import { failureOf } from '../../services/zuora-access.ts';
import { until } from '../../until.ts';

const deliveries = useDeliveries();

/** Delivers an event that asks for a connection to Brazil, until it ends. The clock passes over each wait. */
async function outcomes(targetEntityId: string = seedEntity.brazil): Promise<string[]> {
  const record = await deliveries().message(connectionEvent(targetEntityId));
  const seen: string[] = [];
  while (!['applied', 'already-applied', 'dead-letter'].includes(seen.at(-1) ?? '')) {
    const { outcome } = await deliver(deliveries().delivery(record));
    seen.push(outcome);
    deliveries().access.clock.advance(10 * 60_000);
  }
  return seen;
}

async function connectionsMade(): Promise<number> {
  return (await effects(deliveries().access.zuora.url)).length;
}

describe('an answer that speaks of the idempotency key', () => {
  test.each([409, 422])('%i delays the connection and does not prevent it', async (status) => {
    await plant(deliveries().access.zuora.url, {
      match: { method: 'POST', path: '/v1/*' },
      fault: { status, body: {} },
    });
    expect((await outcomes()).at(-1)).toBe('applied');
    expect(await connectionsMade()).toBe(1);
  });
});

describe("at the server's limit", () => {
  test.each(['text', 'html'])('a gateway answers with %s, and the connection is made once', async (gatewayBody) => {
    const { access } = deliveries();
    await access.sandbox('PUT', 'settings', { serverLimitMs: 1, gatewayBody });
    await plant(access.zuora.url, { match: { method: 'POST', path: '/v1/*' }, fault: { delayMs: 500 } });
    const record = await deliveries().message(connectionEvent(seedEntity.brazil));
    const first = await deliver(deliveries().delivery(record));
    expect(first).toMatchObject({ outcome: 'retry', reason: 'unknown' });
    await until(async () => (await connectionsMade()) === 1);
    access.clock.advance(10 * 60_000);
    expect(await deliver(deliveries().delivery(record))).toMatchObject({ outcome: 'already-applied' });
    expect(await connectionsMade()).toBe(1);
  });
});

describe('a refusal in each shape', () => {
  test.each([
    ['reasons', 'dead-letter', 'permission-denied'],
    ['string-codes', 'dead-letter', 'permission-denied'],
    ['nested-error', 'dead-letter', 'permission-denied'],
    ['errors', 'dead-letter', 'rejected'],
    ['fault', 'dead-letter', 'rejected'],
    ['client-error', 'dead-letter', 'rejected'],
    ['message', 'dead-letter', 'rejected'],
    ['system-error', 'retry', 'unknown'],
    ['gateway-page', 'retry', 'unknown'],
  ])('is no success: %s ends as %s, %s', async (refusalShape, outcome, reason) => {
    await deliveries().access.sandbox('PUT', 'settings', { refusalShape });
    const record = await deliveries().message(connectionEvent(seedEntity.canada));
    expect(await deliver(deliveries().delivery(record))).toMatchObject({ outcome, reason });
    expect(await connectionsMade()).toBe(0);
  });

  test.each(['reasons', 'message'])('of a token leads to a new token: %s', async (authenticationShape) => {
    const { access } = deliveries();
    await access.sandbox('PUT', 'settings', { authenticationShape });
    await listConnections(access.client(), 'outbound');
    await access.sandbox('POST', 'clock', { advanceMs: 3_600_000 });
    expect(await outcomes()).toEqual(['applied']);
    expect(access.tokensRefreshed).toBe(2);
  });
});

test('every write that takes no payload brings an empty object', async () => {
  const { access } = deliveries();
  await access.sandbox('PUT', 'settings', { emptyBody: 'refused' });
  const user = (pendingEntityIds: string[]) =>
    access.sandbox('POST', 'users', { users: [{ username: seedUser.ada, pendingEntityIds }] });
  const france = access.client({ entityId: seedEntity.france });
  const japan = access.client({ entityId: seedEntity.japan });
  const [toFrance, toJapan] = [
    { connectionId: seedConnection.toFrancePending },
    { connectionId: seedConnection.toJapanPending },
  ];
  await user([seedEntity.france]);
  const answers = [
    await france.call(calls.approveUserAccess, { username: seedUser.ada }),
    await france.call(calls.revokeUserAccess, { username: seedUser.ada }),
    await france.call(calls.acceptEntityConnection, toFrance),
    await france.call(calls.disconnectEntityConnection, toFrance),
    await japan.call(calls.denyEntityConnection, toJapan),
  ];
  expect(answers).toEqual(Array(5).fill({ success: true }));
});

test('an event may write an entity id with hyphens, which no body for Zuora has', async () => {
  expect(await outcomes(hyphenateEntityId(seedEntity.brazil))).toEqual(['applied']);
  const posts = (await deliveries().access.calls()).filter(({ path }) => path === '/v1/entity-connections');
  expect(posts.map(({ body }) => body)).toEqual([{ targetEntityId: seedEntity.brazil }]);
});

test('every page of connections is read with its size', async () => {
  const connections = pastConnections(301, seedEntity.japan, seedEntity.france);
  const { access } = deliveries();
  await access.sandbox('POST', 'connections', { connections });
  const found = await listConnections(access.client({ entityId: seedEntity.japan }), 'outbound');
  expect(found).toHaveLength(301);
});

describe('a cause that an administrator of Zuora removes delays an event:', () => {
  const setStatus = (status: string) => {
    const users = [{ username: 'zuora-access@example.com', id: seedClient.service.userId, status }];
    return deliveries().access.sandbox('POST', 'users', { users });
  };
  const set = (settings: object) => deliveries().access.sandbox('PUT', 'settings', settings);

  test.each<[cause: string, reason: string, begin: () => Promise<unknown>, end: () => Promise<unknown>]>([
    ['an owner who is invited', 'credentials-rejected', () => setStatus('pending'), () => setStatus('active')],
    ['a deactivated owner', 'credentials-rejected', () => setStatus('deactivated'), () => setStatus('active')],
    [
      'Multi-entity denied',
      'permission-denied',
      () => set({ multiEntity: 'denied' }),
      () => set({ multiEntity: 'on' }),
    ],
    [
      'Multi-entity unknown',
      'not-found',
      () => set({ multiEntity: 'unknown-endpoint' }),
      () => set({ multiEntity: 'on' }),
    ],
    [
      'the tenant’s rate of token requests',
      'throttled',
      () => set({ tenantTokensPerMinute: 0 }),
      () => set({ tenantTokensPerMinute: 2000 }),
    ],
  ])('%s', async (_, reason, begin, end) => {
    await begin();
    const record = await deliveries().message(connectionEvent(seedEntity.brazil));
    expect(await deliver(deliveries().delivery(record))).toMatchObject({ outcome: 'retry', reason });
    expect(await connectionsMade()).toBe(0);
    await end();
    deliveries().access.clock.advance(10 * 60_000);
    expect(await deliver(deliveries().delivery(record))).toMatchObject({ outcome: 'applied' });
  });

  test('a token dies with its owner’s account', async () => {
    const { access } = deliveries();
    await listConnections(access.client(), 'outbound');
    await setStatus('deactivated');
    const record = await deliveries().message(connectionEvent(seedEntity.brazil));
    const refused = { outcome: 'retry', reason: 'credentials-rejected' };
    expect(await deliver(deliveries().delivery(record))).toMatchObject(refused);
    expect(access.rejections).toHaveLength(1);
  });
});

test('without API Write Access an event is a dead letter, and nothing changes', async () => {
  await deliveries().access.changeClient({ apiWriteAccess: false });
  const record = await deliveries().message(connectionEvent(seedEntity.brazil));
  const denied = { outcome: 'dead-letter', reason: 'permission-denied' };
  expect(await deliver(deliveries().delivery(record))).toMatchObject(denied);
  expect(await connectionsMade()).toBe(0);
});

describe('a deactivated user', () => {
  const deactivate = (anonymise: boolean) =>
    deliveries().access.sandbox('POST', 'statuses', {
      statuses: [{ username: seedUser.sophie, status: 'deactivated', anonymise }],
    });
  const find = () => findUserAmong(deliveries().access.client(), seedUser.sophie, [seedEntity.global]);

  test('is refused new access, and can still be found and lose access', async () => {
    await deactivate(false);
    const { access } = deliveries();
    const parameters = { username: seedUser.sophie, targetEntityIds: [seedEntity.germany] };
    const failure = await failureOf(access.client().call(calls.requestUserAccess, parameters));
    expect([classify(failure), refusalOf(failure)]).toEqual(['refused', 'business-rule']);
    expect((await find())?.entityIds).toContain(seedEntity.france);
    await access.client({ entityId: seedEntity.france }).call(calls.revokeUserAccess, parameters);
    expect((await find())?.entityIds).not.toContain(seedEntity.france);
  });

  test('is unknown once their login is anonymous', async () => {
    await deactivate(true);
    expect(await find()).toBeUndefined();
  });
});

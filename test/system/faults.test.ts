/** Nothing is lost and nothing done twice while Zuora fails. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { seedClient, seedEntity } from '../../local/zuora/seed.ts';
import { briefWrites } from '../durations.ts';
import { accessRequested, connectionApproved, connectionRequested } from './events.ts';
import { load } from './load.ts';
import { World } from './world.ts';

const queues = ['user-access-requests', 'entity-connections', 'connection-approvals'];

let world: World;
beforeAll(async () => {
  world = await World.begin({ durations: briefWrites });
});
afterAll(() => world.end());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
const entityId = (prefix: string, index: number) => `${prefix}${index}`.padEnd(32, '0');

/** Entities that the service's client reaches, and pending connections to them. */
async function addEntities(prefix: string, count: number, connections: 'pending' | 'none'): Promise<string[]> {
  const ids = numbers(count).map((index) => entityId(prefix, 1000 + index));
  const entity = { locale: 'en_US', timezone: 'Etc/UTC', status: 'Provisioned', parentId: seedEntity.global };
  await world.sandbox('POST', 'entities', {
    entities: ids.map((id) => ({ ...entity, id, name: id, displayName: id })),
  });
  const { clients } = await world.sandbox<{ clients: { id: string; entityIds: string[]; administers: string[] }[] }>(
    'GET',
    'state',
  );
  const reached = clients.find(({ id }) => id === seedClient.service.id);
  const { service } = seedClient;
  await world.sandbox('POST', 'clients', {
    clients: [
      {
        ...service,
        entityIds: [...(reached?.entityIds ?? []), ...ids],
        administers: [...(reached?.administers ?? []), ...ids],
      },
    ],
  });
  if (connections === 'pending') {
    await world.sandbox('POST', 'connections', {
      connections: ids.map((id) => ({
        id: `connection-${id}`,
        sourceEntityId: seedEntity.global,
        targetEntityId: id,
        status: 'Pending',
      })),
    });
  }
  return ids;
}

test(`${load(1000)} mixed messages are applied once each while a tenth of the calls fails`, async () => {
  const usernames = numbers(load(800)).map((index) => `faults-${index}@example.com`);
  await world.addUsers(...usernames);
  const toConnect = await addEntities('aa', load(100), 'none');
  const toAccept = await addEntities('bb', load(100), 'pending');
  const faults = [
    { status: 429, headers: { 'Retry-After': '1' }, body: { reasons: [{ code: 50000070, message: 'busy' }] } },
    { status: 500, body: { reasons: [{ code: 'SystemError', message: 'internal server error' }] } },
    { status: 200, body: { success: false, processId: '7F', reasons: [{ code: 53100050, message: 'locked' }] } },
    { reset: true },
    { dropResponse: true },
  ];
  for (const fault of faults) {
    await world.sandbox('POST', 'faults', { match: { path: '/v1/*' }, times: 10_000, probability: 0.02, fault });
  }
  await Promise.all([
    world.send('user-access-requests', ...usernames.map((name) => accessRequested(name, seedEntity.germany))),
    world.send('entity-connections', ...toConnect.map((id) => connectionRequested(id))),
    world.send('connection-approvals', ...toAccept.map((id) => connectionApproved(`connection-${id}`, id))),
  ]);
  await world.drained(...queues);
  await world.sandbox('DELETE', 'faults');

  const effects = await world.effects();
  const granted = effects.map(({ change }) => change.username).filter((name) => name?.startsWith('faults-'));
  const connected = effects.flatMap(({ change }) => change.connection?.targetEntityId ?? []);
  const accepted = effects.flatMap(({ change }) => (change.type === 'connection-changed' ? change.id : []));
  expect(granted.sort()).toEqual(usernames.sort());
  expect(connected.sort()).toEqual(toConnect);
  expect(accepted.sort()).toEqual(toAccept.map((id) => `connection-${id}`));
  expect(await Promise.all(queues.map((queue) => world.count(`${queue}-dlq`)))).toEqual([0, 0, 0]);

  // Changing nothing a second time would not show in the effects, so the calls are counted too.
  const { '/v1/entity-connections': posts, ...puts } = Object.fromEntries(await world.successfulWrites());
  expect(posts).toBeLessThanOrEqual(toConnect.length);
  expect(Object.values(puts).filter((times) => times > 1)).toEqual([]);
  const failed = (await world.calls()).filter(({ success }) => !success);
  expect(failed.length).toBeGreaterThan(load(50));
});

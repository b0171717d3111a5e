import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { listConnections } from '../../../lib/zuora/connections.ts';
import { CONNECTION, ENTITY } from '../../../local/zuora/seed.ts';
import { plant, send } from '../../local/zuora/client.ts';
import { useSecretsManager, ZuoraAccess } from './zuora-access.ts';

const secrets = useSecretsManager();
let access: ZuoraAccess;

beforeEach(async () => {
  access = await ZuoraAccess.begin(secrets());
});
afterEach(() => access.end());

const pagesAsked = async () =>
  (await access.calls()).filter(({ path }) => path.startsWith('/v1/')).map(({ path }) => path.split('?')[1]);

test('650 connections are read in three pages, asked for by number', async () => {
  const connections = Array.from({ length: 647 }, (_, index) => ({
    id: `connection-${index}`,
    sourceEntityId: ENTITY.global,
    targetEntityId: ENTITY.brazil,
    status: 'Disconnected',
  }));
  await access.sandbox('POST', 'connections', { connections });
  const listed = await listConnections(access.client(), 'outbound');
  expect(listed).toHaveLength(650);
  expect(new Set(listed.map(({ id }) => id))).toEqual(
    new Set([...Object.values(CONNECTION), ...connections.map(({ id }) => id)]),
  );
  expect(await pagesAsked()).toEqual([1, 2, 3].map((page) => `type=outbound&page=${page}&pageSize=300`));
});

test('inbound are those of which the entity is the target', async () => {
  const listed = await listConnections(access.client({ entityId: ENTITY.japan }), 'inbound');
  expect(listed).toEqual([
    {
      id: CONNECTION.toJapanPending,
      sourceEntityId: ENTITY.global,
      targetEntityId: ENTITY.japan,
      status: 'Pending',
    },
  ]);
});

test('the address of the next page is not followed', async () => {
  const elsewhere = await access.anotherHost();
  const body = { success: true, entityConnections: [], nextPage: `${elsewhere.url}/v1/entity-connections?page=7` };
  await plant(access.zuora.url, { match: { path: '/v1/*' }, fault: { status: 200, body } });
  expect(await listConnections(access.client(), 'outbound')).toEqual([]);
  expect(await pagesAsked()).toEqual([1, 2].map((page) => `type=outbound&page=${page}&pageSize=300`));
  expect((await send(elsewhere.url, 'GET', '/_sandbox/calls')).body).toEqual([]);
});

test('a page that fails is a failure of the whole, never a shorter list', async () => {
  await plant(access.zuora.url, { match: { path: '/v1/*' }, fault: { status: 500, body: {} } });
  await expect(listConnections(access.client(), 'outbound')).rejects.toMatchObject({ status: 500 });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findInbound, listConnections } from '../../../lib/zuora/connections.ts';
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

describe('an inbound connection', () => {
  const { toJapanPending } = CONNECTION;
  const find = (id: string = toJapanPending) => findInbound(access.client({ entityId: ENTITY.japan }), id);

  async function limitTo(...allowedEntityIds: string[]): Promise<void> {
    await access.end();
    access = await ZuoraAccess.begin(secrets(), { allowedEntityIds });
  }

  test('is found by its id, or not', async () => {
    expect(await find()).toMatchObject({ id: toJapanPending, status: 'Pending' });
    expect(await find(CONNECTION.toFrancePending)).toBeUndefined();
  });

  test('is found where both of its entities are allowed', async () => {
    await limitTo(ENTITY.japan, ENTITY.global);
    expect(await find()).toMatchObject({ id: toJapanPending });
  });

  test.each([
    ['source', ENTITY.japan, ENTITY.global],
    ['target', ENTITY.global, ENTITY.japan],
  ])('is refused where its %s is not', async (end, allowed, outside) => {
    await limitTo(allowed);
    await expect(find()).rejects.toMatchObject({
      name: 'BadEvent',
      reason: 'not-allowed',
      message: `the connection's ${end}EntityId: "${outside}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS`,
    });
  });

  test('that nobody sees is refused where entities are limited', async () => {
    await limitTo(ENTITY.japan, ENTITY.global);
    await expect(find(CONNECTION.toFrancePending)).rejects.toMatchObject({
      reason: 'not-allowed',
      message: expect.stringContaining('"unknown, since no inbound connection has this id" is not in'),
    });
  });
});

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findConnection, listConnections } from '../../../lib/zuora/connections.ts';
import { CONNECTION, ENTITY } from '../../../local/zuora/seed.ts';
import { answer } from '../../factories.ts';
import { plant, send } from '../../local/zuora/client.ts';
import { answeredClient } from './answered-client.ts';
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

describe('a list without an end', () => {
  /** @param idsOf the ids on each page, all of which promise a next one */
  const endless = (idsOf: (page: number) => string[]) => {
    let pages = 0;
    const zuora = answeredClient(async () => {
      pages += 1;
      const ends = { sourceEntityId: ENTITY.global, targetEntityId: ENTITY.brazil, status: 'Pending' };
      const entityConnections = idsOf(pages).map((id) => ({ id, ...ends }));
      return answer(200, { success: true, entityConnections, nextPage: 'https://rest.zuora.com/next' });
    });
    return { listing: listConnections(zuora, 'outbound'), pagesRead: () => pages };
  };

  test.each<[why: string, idsOf: (page: number) => string[], pages: number]>([
    ['empty pages', () => [], 3],
    ['the same page over and over', () => ['a', 'b'], 4],
    ['two pages in turn', (page) => [`${page % 2}`], 5],
    ['something new now and then', (page) => [`${Math.floor(page / 3)}`], 1000],
    ['a new page for ever', (page) => [`${page}`], 1000],
  ])('is a failure that says so: %s', async (_, idsOf, pages) => {
    const { listing, pagesRead } = endless(idsOf);
    await expect(listing).rejects.toMatchObject({
      reason: 'endless-list',
      message: expect.stringMatching(new RegExp(`^entityConnections: Zuora promises more after page ${pages}, `)),
    });
    expect(pagesRead()).toBe(pages);
  });
});

describe('a connection', () => {
  const { toJapanPending } = CONNECTION;
  const find = (id: string = toJapanPending) =>
    findConnection(access.client({ entityId: ENTITY.japan }), id, 'inbound');

  async function limitTo(...allowedEntityIds: string[]): Promise<void> {
    await access.end();
    access = await ZuoraAccess.begin(secrets(), { allowedEntityIds });
  }

  test('is found by its id, or not', async () => {
    expect(await find()).toMatchObject({ id: toJapanPending, status: 'Pending' });
    expect(await find(CONNECTION.toFrancePending)).toBeUndefined();
  });

  test.each([
    ['source', ENTITY.global],
    ['target', ENTITY.japan],
  ])('is found from its %s, if both lists are looked in', async (_, entityId) => {
    const client = access.client({ entityId });
    expect(await findConnection(client, toJapanPending, 'outbound', 'inbound')).toMatchObject({ id: toJapanPending });
    expect(await findConnection(client, 'no-such-connection', 'outbound', 'inbound')).toBeUndefined();
  });

  test('is looked for in the second list only if it is not in the first', async () => {
    await findConnection(access.client(), toJapanPending, 'outbound', 'inbound');
    expect(await pagesAsked()).toEqual(['type=outbound&page=1&pageSize=300']);
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
    const client = access.client({ entityId: ENTITY.japan });
    await expect(findConnection(client, 'no-such-connection', 'outbound', 'inbound')).rejects.toMatchObject({
      reason: 'not-allowed',
      message: expect.stringContaining('"unknown, since no outbound or inbound connection has this id" is not in'),
    });
    await expect(find(CONNECTION.toFrancePending)).rejects.toMatchObject({
      reason: 'not-allowed',
      message: expect.stringContaining('"unknown, since no inbound connection has this id" is not in'),
    });
  });
});

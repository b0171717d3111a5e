import { describe, expect, test } from '@jest/globals';
import { findConnection, listConnections } from '../../../lib/zuora/connections.ts';
import { seedConnection, seedEntity } from '../../../local/zuora/seed.ts';
import { answer, pastConnections } from '../../factories.ts';
import { plant, sendToSandbox } from '../../services/sandbox-client.ts';
import { useZuoraAccess } from '../../services/zuora-access.ts';
import { answeredClient } from './answered-client.ts';

const access = useZuoraAccess();

const pagesAsked = async () =>
  (await access().calls()).filter(({ path }) => path.startsWith('/v1/')).map(({ path }) => path.split('?')[1]);

test('650 connections are read in three pages, asked for by number', async () => {
  const connections = pastConnections(647, seedEntity.global, seedEntity.brazil);
  await access().sandbox('POST', 'connections', { connections });
  const listed = await listConnections(access().client(), 'outbound');
  expect(listed).toHaveLength(650);
  expect(new Set(listed.map(({ id }) => id))).toEqual(
    new Set([...Object.values(seedConnection), ...connections.map(({ id }) => id)]),
  );
  expect(await pagesAsked()).toEqual([1, 2, 3].map((page) => `type=outbound&page=${page}&pageSize=300`));
});

test('messages that look at the same time read each page once', async () => {
  const connections = pastConnections(647, seedEntity.global, seedEntity.brazil);
  await access().sandbox('POST', 'connections', { connections });
  const { length } = connections;
  const lists = await Promise.all([1, 2, 3].map(() => listConnections(access().client(), 'outbound')));
  expect(new Set(lists.map((list) => list.length))).toEqual(new Set([length + Object.keys(seedConnection).length]));
  expect(await pagesAsked()).toEqual([1, 2, 3].map((page) => `type=outbound&page=${page}&pageSize=300`));
});

test('inbound are those of which the entity is the target', async () => {
  const listed = await listConnections(access().client({ entityId: seedEntity.japan }), 'inbound');
  expect(listed).toEqual([
    {
      id: seedConnection.toJapanPending,
      sourceEntityId: seedEntity.global,
      targetEntityId: seedEntity.japan,
      status: 'Pending',
    },
  ]);
});

test('the address of the next page is not followed', async () => {
  const elsewhere = await access().anotherHost();
  const body = { success: true, entityConnections: [], nextPage: `${elsewhere.url}/v1/entity-connections?page=7` };
  await plant(access().zuora.url, { match: { path: '/v1/*' }, fault: { status: 200, body } });
  expect(await listConnections(access().client(), 'outbound')).toEqual([]);
  expect(await pagesAsked()).toEqual([1, 2].map((page) => `type=outbound&page=${page}&pageSize=300`));
  expect((await sendToSandbox(elsewhere.url, 'GET', '/_sandbox/calls')).body).toEqual([]);
});

test('a page that fails is a failure of the whole, never a shorter list', async () => {
  await plant(access().zuora.url, { match: { path: '/v1/*' }, fault: { status: 500, body: {} } });
  await expect(listConnections(access().client(), 'outbound')).rejects.toMatchObject({ status: 500 });
});

describe('a list without an end', () => {
  /** @param idsOf the ids on each page, all of which promise a next one */
  const endless = (idsOf: (page: number) => string[]) => {
    let pages = 0;
    const zuora = answeredClient(async () => {
      pages += 1;
      const ends = { sourceEntityId: seedEntity.global, targetEntityId: seedEntity.brazil, status: 'Pending' };
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
  const { toJapanPending } = seedConnection;
  const find = (id: string = toJapanPending) =>
    findConnection(access().client({ entityId: seedEntity.japan }), id, 'inbound');

  async function limitTo(...allowedEntityIds: string[]): Promise<void> {
    await access.restart({ allowedEntityIds });
  }

  test('is found by its id, or not', async () => {
    expect(await find()).toMatchObject({ id: toJapanPending, status: 'Pending' });
    expect(await find(seedConnection.toFrancePending)).toBeUndefined();
  });

  test.each([
    ['source', seedEntity.global],
    ['target', seedEntity.japan],
  ])('is found from its %s, if both lists are looked in', async (_, entityId) => {
    const client = access().client({ entityId });
    expect(await findConnection(client, toJapanPending, 'outbound', 'inbound')).toMatchObject({ id: toJapanPending });
    expect(await findConnection(client, 'no-such-connection', 'outbound', 'inbound')).toBeUndefined();
  });

  test('is looked for in the second list only if it is not in the first', async () => {
    await findConnection(access().client(), toJapanPending, 'outbound', 'inbound');
    expect(await pagesAsked()).toEqual(['type=outbound&page=1&pageSize=300']);
  });

  test('is looked for no further than to its page', async () => {
    const connections = pastConnections(650, seedEntity.global, seedEntity.brazil);
    await access().sandbox('POST', 'connections', { connections });
    const all = await listConnections(access().client(), 'outbound');
    const askedBefore = (await pagesAsked()).length;
    const { id } = all[350] ?? { id: '' };
    expect(await findConnection(access().client(), id, 'outbound', 'inbound')).toEqual(all[350]);
    expect((await pagesAsked()).slice(askedBefore)).toEqual(
      [1, 2].map((page) => `type=outbound&page=${page}&pageSize=300`),
    );
  });

  test('is found where both of its entities are allowed', async () => {
    await limitTo(seedEntity.japan, seedEntity.global);
    expect(await find()).toMatchObject({ id: toJapanPending });
  });

  test.each([
    ['source', seedEntity.japan, seedEntity.global],
    ['target', seedEntity.global, seedEntity.japan],
  ])('is refused where its %s is not', async (end, allowed, outside) => {
    await limitTo(allowed);
    await expect(find()).rejects.toMatchObject({
      name: 'BadEvent',
      reason: 'not-allowed',
      message: `the connection's ${end}EntityId: "${outside}" is not in ZUORA_ACCESS_ALLOWED_ENTITY_IDS`,
    });
  });

  test('that nobody sees is refused where entities are limited', async () => {
    await limitTo(seedEntity.japan, seedEntity.global);
    const client = access().client({ entityId: seedEntity.japan });
    await expect(findConnection(client, 'no-such-connection', 'outbound', 'inbound')).rejects.toMatchObject({
      reason: 'not-allowed',
      message: expect.stringContaining('"unknown, since no outbound or inbound connection has this id" is not in'),
    });
    await expect(find(seedConnection.toFrancePending)).rejects.toMatchObject({
      reason: 'not-allowed',
      message: expect.stringContaining('"unknown, since no inbound connection has this id" is not in'),
    });
  });
});

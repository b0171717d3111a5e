/** Unblock lifts the revocations that the page showed, and no others. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { PersonDetail, UnblockRequest } from '../../console/shapes/people.ts';
import { germany, japan } from '../factories.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { holdAccess } from './held-access.ts';
import { type TestRoutes, testRoutes } from './test-routes.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));

useAuditTable(dynamodb, 'audit');
useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

let routes: TestRoutes;
let login: string;
beforeEach(async () => {
  routes = await testRoutes(aws.url);
  login = `${randomUUID()}@example.com`;
});

const hold = (entityId: string, time: number) => holdAccess(dynamodb, login, entityId, time);
const earlier = Date.now() - 60_000;
const later = earlier + 1000;

async function page(): Promise<PersonDetail> {
  const { body } = await routes.get(`/people/person?login=${login}`);
  return body as PersonDetail;
}

function unblock({ blocks, readAt }: PersonDetail) {
  const seen = blocks.map(({ entity: _, ...block }) => block);
  const request: UnblockRequest = { login, blocks: seen, readAt, reason: 'Closed' };
  return routes.post('/people/unblock', request);
}

const blocked = async () => (await page()).blocks.map(({ entityId }) => entityId);

test('a revocation in another entity since the page was read stays', async () => {
  await hold(germany, earlier);
  const seen = await page();
  await hold(japan, later);
  expect(await unblock(seen)).toMatchObject({ status: 200, body: { eventId: expect.any(String) } });
  expect(await blocked()).toEqual([japan]);
});

test('a revocation that was given anew since the page was read is not lifted', async () => {
  await hold(germany, earlier);
  const seen = await page();
  await hold(germany, later);
  expect(await unblock(seen)).toMatchObject({
    status: 409,
    body: {
      error: expect.stringMatching(
        /have changed since\. Entity \S+ is revoked and held since .* Nothing was done\. Look again\./,
      ),
    },
  });
  expect(await blocked()).toEqual([germany]);
});

test('revocations that nobody was shown cannot be lifted', async () => {
  await hold(germany, earlier);
  const seen = await page();
  expect(await unblock({ ...seen, blocks: [] })).toMatchObject({ status: 400 });
});

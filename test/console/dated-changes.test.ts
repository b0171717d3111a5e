/** The page cancels the announcement that it showed, and no other one. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import type { DatedChange, DatedChanges } from '../../console/shapes/safeguard.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { announceLeaving } from './announced-change.ts';
import { type TestRoutes, testRoutes } from './test-routes.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
useAuditTable(dynamodb, 'audit');
useLedgerTable(dynamodb, 'ledger');

const now = Date.now();
const day = 86_400_000;

let routes: TestRoutes;
let username: string;
beforeEach(async () => {
  routes = await testRoutes(aws.url);
  username = `${randomUUID()}@example.com`;
});

const announce = (announcement: string, saidAt: number, effectiveAt: number) =>
  announceLeaving(dynamodb, { username, announcement, saidAt, effectiveAt });

async function listed(): Promise<DatedChange | undefined> {
  const { changes } = (await routes.get('/safeguard/changes')).body as DatedChanges;
  return changes.find(({ person }) => person === username);
}

const cancel = (seen: DatedChange | undefined) => routes.post('/safeguard/cancel', { id: seen?.id, mark: seen?.mark });

test('a change that was announced anew since the page was read is not cancelled', async () => {
  await announce('first', now - 2000, now + 90 * day);
  const seen = await listed();
  await announce('second', now - 1000, now + day);
  expect(await cancel(seen)).toMatchObject({
    status: 409,
    body: {
      error: expect.stringContaining(
        `has announced the change ${seen?.id} anew in the meantime. Nothing was cancelled.`,
      ),
    },
  });
  expect(await listed()).toMatchObject({ state: 'pending', effectiveAt: new Date(now + day).toISOString() });
});

test('a repeat of the announcement is the same one', async () => {
  await announce('first', now - 2000, now + 90 * day);
  const seen = await listed();
  await announce('first', now - 1000, now + 90 * day);
  expect(await cancel(seen)).toMatchObject({ status: 200 });
  expect(await listed()).toMatchObject({ state: 'cancelled' });
});

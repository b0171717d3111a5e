/** The story of an event whose deliveries the log of the last day does not have. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { beforeAll, beforeEach, expect, test } from '@jest/globals';
import { ActivityFeed } from '../../console/activity/activity-feed.ts';
import { readEventStory } from '../../console/events/event-story.ts';
import type { ActivityRow } from '../../console/shapes/activity.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { noFailures } from '../../lib/ledger/attempt-history.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { auditEntry } from '../audit-entries.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const log = new AuditLog(dynamodb, { audit: 'audit', awsTimeout: 10_000 });
useAuditTable(dynamodb, 'audit');
beforeAll(() => createLedgerTable(dynamodb, 'ledger'));

let id: string;
let login: string;
beforeEach(() => {
  id = randomUUID();
  login = `${randomUUID()}@example.com`;
});

/** The ledger's record. It has only the key of a login. */
async function record(fields: object): Promise<void> {
  const Item = marshall({
    ...{ version: 1, identity: randomUUID(), operation: 'requestUserAccess', commandHash: 'hash', state: 'done' },
    ...{ owner: 'o', freeAt: 1, messageId: randomUUID(), epoch: 0, attempts: 0, unsettled: false, cutOff: false },
    ...{ tally: noFailures, outcome: 'applied', eventId: id, ...fields },
  });
  await dynamodb.putItem({ TableName: 'ledger', Item });
}

async function story(feed?: Pick<ActivityFeed, 'read' | 'keptFrom'>) {
  const stage = await testStage(aws.url);
  return readEventStory(stage, feed ?? new ActivityFeed(stage), { id });
}

test('says from when on its deliveries were searched, if the log has too many of them', async () => {
  const busy = { read: async () => [], keptFrom: Date.now() - 3_600_000 };
  const searchedFrom = new Date(busy.keptFrom).toISOString();
  await expect(story(busy)).rejects.toThrow(`The log before ${searchedFrom} was not searched`);
  await record({});
  expect(await story(busy)).toMatchObject({ steps: [], searchedFrom });
  // What was dropped is older than a day.
  expect(await story({ ...busy, keptFrom: busy.keptFrom - 86_400_000 })).toMatchObject({ searchedFrom: undefined });
  expect(await story()).toMatchObject({ searchedFrom: undefined });
});

test('has its effects, by the person whom its record is about', async () => {
  await record({ userIdentity: userIdentity(login) });
  const account = randomUUID();
  await log.remember(account, login, userIdentity(login));
  await log.write(auditEntry({ account, eventId: id }));
  await log.write(auditEntry({ account, eventId: 'another', owner: 'another' }));
  const { steps, ...others } = await story();
  expect(others).toMatchObject({ login, records: [{ operation: 'requestUserAccess' }] });
  expect(steps.map(({ title }) => title)).toEqual(['access requested']);
});

test('has no effects if its login was erased, or it is about no person', async () => {
  await record({ userIdentity: userIdentity(login) });
  await record({ operation: 'initiateEntityConnection' });
  expect(await story()).toMatchObject({ login: undefined, steps: [] });
});

test('a delivery tells what superseded it', async () => {
  const row: ActivityRow = {
    ...{ id: 1, at: 1, outcome: 'superseded', severity: 'success', operation: 'requestUserAccess', messageId: 'm' },
    ...{ entities: ['germany'], terms: [], requests: [], eventId: id, supersededBy: ['revokeUserAccess in germany'] },
  };
  const { steps } = await story({ read: async () => [row], keptFrom: undefined });
  expect(steps).toMatchObject([{ facts: { 'Superseded by': 'revokeUserAccess in germany' } }]);
});

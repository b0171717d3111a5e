/** A person's state is what the policy makes of the sources, not what one of them says. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { afterAll, expect, test } from '@jest/globals';
import { createRoutes } from '../../console/routes.ts';
import { Stage } from '../../console/stage.ts';
import { policy, reading, written } from '../../fuzz/fixtures/policies.ts';
import type { ChangeKind } from '../../lib/identity/reading.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { testSession } from './test-stage.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const table = new PeopleTable(dynamodb, { people: 'people', personRetentionDays: 400, awsTimeout: 10_000 }, Date.now);

useAuditTable(dynamodb, 'audit');
useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** The routes of a console whose policy lists these sources. */
async function routesWith(sources: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'person-state-'));
  folders.push(folder);
  const policyFile = join(folder, 'policy.yml');
  await writeFile(policyFile, JSON.stringify(written({ sources })));
  const { session, ...options } = await testSession(aws.url);
  const stage = new Stage({ ...options, policyFile, notice: () => undefined }, session, new AbortController().signal);
  return createRoutes(stage, { isReadOnly: true });
}

async function say(source: string, change: ChangeKind, day: number, userName: string): Promise<void> {
  const said = reading(change, { userName, id: userName }, { time: `2026-11-${day}T08:00:00.000Z` });
  await new People(table, policy(), Date.now).learn([sightingOf(policy(), { reading: said, source })]);
}

test.each([
  ['a source that the policy does not list', ['workday'], 'active'],
  ['a later source', ['workday', 'scim'], /^suspended since /],
])('who has left %s has not left, on the page and in the list', async (_, sources, state) => {
  const login = `${randomUUID()}@example.com`;
  await say('workday', 'joined', 10, login);
  await say('scim', 'left', 12, login);
  const routes = await routesWith(sources);
  const read = async (path: string) => (await routes.request(path)).json();
  const { people } = (await read(`/people?query=${login}`)) as {
    readonly people: readonly { readonly state: string }[];
  };
  expect(people[0]?.state).toEqual(expect.stringMatching(state));
  expect(await read(`/people/person?login=${login}`)).toMatchObject({ facts: { State: expect.stringMatching(state) } });
});

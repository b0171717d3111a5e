/** A login that got another owner is not acted on in the name of the first. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { Jobs } from '../../console/jobs/jobs.ts';
import { liftRevocations, startRevocation } from '../../console/people/ending-access.ts';
import { requireOwner } from '../../console/people/login-owner.ts';
import { readPersonDetail } from '../../console/people/person-reading.ts';
import { personRow } from '../../console/people/person-view.ts';
import type { Stage } from '../../console/stage.ts';
import { policy, reading } from '../../fuzz/fixtures/policies.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { mergePeople } from '../../operator/people/merging.ts';
import { PeopleReader } from '../../operator/people/people-reader.ts';
import { findPeople } from '../../operator/people/people-search.ts';
import { germany } from '../factories.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { testRoutes } from './test-routes.ts';
import { testStage } from './test-stage.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const table = new PeopleTable(dynamodb, { people: 'people', personRetentionDays: 400, awsTimeout: 10_000 }, Date.now);

useAuditTable(dynamodb, 'audit');
useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

let stage: Stage;
let login: string;
/** The id of the person who has the login. */
let first: string;
beforeEach(async () => {
  stage = await testStage(aws.url);
  login = `${randomUUID()}@example.com`;
  await say(login);
  first = (await findPeople(stage.session, login, 1))?.found[0]?.person?.id ?? '';
});

async function say(userName: string): Promise<void> {
  const by = policy({});
  const time = '2026-11-20T10:00:00.000Z';
  const said = reading('changed', {}, { id: randomUUID(), time, person: { id: randomUUID(), userName } });
  await new People(table, by, Date.now).learn([sightingOf(by, { reading: said, source: 'okta' })]);
}

/** Gives the login to somebody else. */
async function passOn(): Promise<void> {
  const key = loginKey(login);
  await table.claim(key, randomUUID().replaceAll('-', ''), (await table.owners([key])).get(key));
}

test('a search leads to the person, whoever has their login later', async () => {
  const [found = {}] = (await findPeople(stage.session, login, 1))?.found ?? [];
  expect(personRow(found, undefined, 0)).toMatchObject({ key: first, login });
  await passOn();
  expect(await readPersonDetail(stage, first)).toMatchObject({ id: first, login, lostLogins: [login], blocks: [] });
});

test('a login in a list is named with the person who has it now', async () => {
  const reader = new PeopleReader(dynamodb, 'people');
  expect(await reader.idsOf([login, 'nobody@example.com'])).toEqual(new Map([[login, first]]));
  await passOn();
  expect((await reader.idsOf([login])).get(login)).toMatch(/^[0-9a-f]{32}$/);
  expect((await reader.idsOf([login])).get(login)).not.toBe(first);
});

test('nothing is said to be lost while the login is theirs', async () => {
  expect(await readPersonDetail(stage, login)).toMatchObject({ id: first, login, lostLogins: [] });
});

test('of a person with two logins each has a page of its own, which names the other one', async () => {
  const other = `other-${login}`;
  await say(other);
  const second = (await findPeople(stage.session, other, 1))?.found[0]?.person?.id ?? '';
  await mergePeople(table, { first, second, isForced: true });
  expect(await readPersonDetail(stage, first)).toMatchObject({ id: first, login, otherLogins: [other] });
  const page = await readPersonDetail(stage, first, other.toUpperCase());
  expect(await readPersonDetail(stage, other)).toEqual({ ...page, readAt: expect.any(String) });
  expect(page).toMatchObject({ id: first, login: other, otherLogins: [login], lostLogins: [] });
});

test('a request about the first owner does nothing to the next one', async () => {
  await requireOwner(stage.session, login, first);
  await passOn();
  const words = 'has another owner than the page showed. Nothing was done.';
  const revocation = { login, person: first, typed: login, hold: false, reason: 'left' };
  await expect(startRevocation(stage, new Jobs(stage), revocation)).rejects.toThrow(words);
  const unblocking = { login, person: first, blocks: [], readAt: new Date().toISOString(), reason: 'back' };
  await expect(liftRevocations(stage, unblocking)).rejects.toThrow(words);
});

test.each([
  ['compare', '&from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z'],
  ['zuora', ''],
  ['revocation', ''],
])('a page of the first owner that is still open shows nothing of the next one: %s', async (route, others) => {
  const routes = await testRoutes(aws.url);
  await passOn();
  expect(await routes.get(`/people/${route}?login=${login}&person=${first}${others}`)).toMatchObject({
    status: 409,
    body: { error: expect.stringContaining('has another owner than the page showed.') },
  });
});

test('an approval for the first owner of a login grants nothing to the next one', async () => {
  const routes = await testRoutes(aws.url);
  const approval = { login, person: first, entityId: germany, reason: 'agreed' };
  await passOn();
  expect(await routes.post('/entities/approve', approval)).toMatchObject({
    status: 409,
    body: { error: expect.stringContaining('has another owner than the page showed. Nothing was done.') },
  });
});

test('a login of somebody who was erased is theirs as long as nobody else gets it', async () => {
  await table.empty(first, (await table.read(first))?.edition);
  for (const id of [first, undefined]) await requireOwner(stage.session, login, id);
  await passOn();
  await expect(requireOwner(stage.session, login, first)).rejects.toThrow('has another owner');
});

test('a login of which no source told when the page was shown may be anybody’s by now', async () => {
  await expect(requireOwner(stage.session, login, undefined)).rejects.toThrow('has another owner');
  await requireOwner(stage.session, `nobody-${login}`, undefined);
});

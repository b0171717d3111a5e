/** The page of a person tells the access of the account that has the login now, and no other. */
import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { beforeEach, expect, test } from '@jest/globals';
import { personAddress } from '../../console/app/people/person-address.ts';
import type { EntityPeople } from '../../console/shapes/entities.ts';
import type { PersonDetail } from '../../console/shapes/people.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { unknownPerson } from '../../lib/people/known-person.ts';
import { loginKey } from '../../lib/people/owner-key.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { auditEntry } from '../audit-entries.ts';
import { germany } from '../factories.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { type TestRoutes, testRoutes } from './test-routes.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const log = new AuditLog(dynamodb, { audit: 'audit', awsTimeout: 10_000 });

useAuditTable(dynamodb, 'audit');
useLedgerTable(dynamodb, 'people', 'accounts', 'ledger');

let routes: TestRoutes;
let login: string;
/** The account that has the login now, and the one that had it before. */
let account: string;
let former: string;
beforeEach(async () => {
  routes = await testRoutes(aws.url);
  login = `${randomUUID()}@example.com`;
  [account, former] = [randomUUID(), randomUUID()];
  for (const one of [account, former]) await log.remember(one, login, userIdentity(login));
  const settings = { ledger: 'ledger', accounts: 'accounts', ledgerRetention: 1000, awsTimeout: 10_000 };
  const accounts = new LinkedAccounts(dynamodb, settings, Date.now, () => account);
  const change = { kind: 'approve', entityIds: [germany], time: Date.now() } as const;
  const lease = await accounts.acquire(login, { event: 'e', change }, randomUUID(), Date.now() + 60_000);
  if ('is' in lease) throw new Error(lease.is);
  await accounts.release(lease, lease.known);
});

const write = (changes: Partial<AuditEntry>) => log.write(auditEntry(changes));
const verified = (of: string, recordedAt: string) =>
  write({ account: of, what: 'verify', recordedAt, verifiedAt: recordedAt });

async function page(): Promise<PersonDetail> {
  return (await routes.get(`/people/person?login=${login}`)).body as PersonDetail;
}

test('two times are compared by the account that has the login now', async () => {
  await verified(former, '2026-01-01T00:00:00.000Z');
  await verified(account, '2026-04-15T00:00:00.000Z');
  const times = 'from=2026-04-01T00:00:00Z&to=2026-05-01T00:00:00Z';
  expect((await routes.get(`/people/compare?login=${login}&${times}`)).body).toMatchObject({
    entities: [{ before: 'nothing in the log', after: 'access' }],
  });
});

test('the history and the beginning of access are those of the account that has the login now', async () => {
  await verified(former, '2026-01-01T00:00:00.000Z');
  await verified(account, '2026-04-15T00:00:00.000Z');
  const { history, entries, otherEntries, entities } = await page();
  expect(history.map(({ at }) => at)).toEqual(['2026-04-15T00:00:00.000Z']);
  expect({ entries, otherEntries }).toEqual({ entries: 1, otherEntries: 1 });
  expect(entities.find(({ id }) => id === germany)?.since).toBe('2026-04-15T00:00:00.000Z');
});

test('the link of a list leads to the account of somebody who was erased, and to nobody who got the login', async () => {
  const table = new PeopleTable(dynamodb, { people: 'people', personRetentionDays: 400, awsTimeout: 10_000 }, Date.now);
  const [erased, next] = ['a', 'b'].map((digit) => digit.repeat(32));
  await table.claim(loginKey(login), erased ?? '', undefined);
  const { people } = (await routes.get(`/entities/people?id=${germany}`)).body as EntityPeople;
  const { person } = people.find((one) => one.login === login) ?? {};
  const link = new URLSearchParams(personAddress(login, person).split('?')[1]);
  const asked = `/people/person?login=${link.get('person')}&chosen=${link.get('query')}`;
  expect(await routes.get(asked)).toMatchObject({
    status: 200,
    body: { login, entities: expect.arrayContaining([expect.objectContaining({ id: germany, answer: 'pending' })]) },
  });
  await table.claim(loginKey(login), next ?? '', (await table.owners([loginKey(login)])).get(loginKey(login)));
  await table.write(
    { ...unknownPerson(next ?? ''), accounts: [{ source: 'okta', facts: new Map(), lists: new Map() }] },
    undefined,
  );
  expect(await routes.get(asked)).toMatchObject({ status: 404 });
});

test('a search by a part of a login leads to the account of the login', async () => {
  const found = await routes.get(`/people/person?login=${login}&chosen=${login.slice(0, 8)}`);
  expect(found.body).toMatchObject({ login, otherLogins: [] });
});

test('a long history is told to be cut', async () => {
  const writing = Array.from({ length: 501 }, (_, index) =>
    write({ account, recordedAt: new Date(Date.parse('2026-04-15T00:00:00Z') + index).toISOString() }),
  );
  await Promise.all(writing);
  const { history, entries } = await page();
  expect([history.length, entries]).toEqual([500, 501]);
});

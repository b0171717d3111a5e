/** `people import`, over a table of people: files of each form, odd ones too. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { entities, reading, policy as testPolicy, written } from '../../fuzz/fixtures/policies.ts';
import type { Person } from '../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../lib/identity/reading.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { knowledgeOf } from '../../lib/people/knowledge.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleReader } from '../../operator/people/people-reader.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';
import { tableCells } from './table-cells.ts';

const peopleTable = 'zuora-access-local-people';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const reader = new PeopleReader(dynamodb, peopleTable);
const policy = testPolicy();

let folder: string;
beforeAll(async () => {
  for (const name of ['zuora-access-local-ledger', peopleTable]) await createLedgerTable(dynamodb, name);
  await createStageQueues(sqs);
  folder = mkdtempSync(join(tmpdir(), 'people-'));
  writeFileSync(join(folder, 'policy.yml'), JSON.stringify(written()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Every test begins without people. */
beforeEach(async () => {
  const { Items = [] } = await dynamodb.scan({ TableName: peopleTable });
  for (const { identity } of Items) {
    if (identity !== undefined) await dynamodb.deleteItem({ TableName: peopleTable, Key: { identity } });
  }
});

const asOf = '2026-11-10T06:00:00.000Z';

async function importText(name: string, content: string | Buffer, ...others: string[]) {
  const file = join(folder, name);
  writeFileSync(file, content);
  const chosen = others.includes('--source') ? [] : ['--source', 'okta'];
  const policyFile = join(folder, 'policy.yml');
  const args = ['people', 'import', file, ...chosen, '--as-of', asOf, '--policy', policyFile, ...others];
  return run({ AWS_ENDPOINT_URL: aws.url }, ...args);
}

/** The counts and the problems, of an import in JSON. */
async function imported(name: string, content: string | Buffer, ...others: string[]) {
  const { exitCode, output, notes } = await importText(name, content, '--json', ...others);
  if (output === '') throw new Error(notes);
  const { problems, isInterrupted, ...totals } = JSON.parse(output);
  const told = Object.entries(totals).filter(([, count]) => count !== 0);
  return { exitCode, notes, problems, totals: Object.fromEntries(told) };
}

async function known(login: string): Promise<KnownPerson> {
  const stored = await reader.read(login);
  if (stored === undefined) throw new Error(`nobody is known by ${login}`);
  return stored.person;
}

/** What the policy sees of the person. */
async function knowledge(login: string) {
  const { person, absent, wholeLists } = knowledgeOf(await known(login));
  return { person, absent, wholeLists };
}

/** What a source says in an event. */
async function say(change: ChangeKind, time: string, person: Person, others: Partial<PersonReading> = {}) {
  const said = reading(change, person, { time, ...others });
  return new People(reader.table, policy, Date.now).learn([sightingOf(policy, { reading: said, source: 'okta' })]);
}

const ada = 'ada@example.com';
const grace = 'grace@example.com';

const csv = `\u{FEFF}id,userName,department,userType,active,groups,shoeSize\r
u-1,${ada},Billing,,TRUE,zuora-germany;Chess,38\r
u-2,${grace},"Sales, EMEA",Contractor,0,,40\r
`;

describe('a file of comma-separated values', () => {
  test('is recorded as far as the policy can use it, and decides nothing', async () => {
    expect(await imported('staff.csv', csv)).toMatchObject({
      ...{ exitCode: 0, totals: { new: 2 }, problems: [] },
      notes: "Recorded. Nobody's access changes before the next event.\n",
    });
    expect(await known(ada)).toMatchObject({ revision: 0, logins: [{ login: ada, generation: 1 }] });
    expect(await knowledge(ada)).toMatchObject({
      person: { id: 'u-1', userName: ada, department: 'Billing', active: true, groups: ['zuora-germany'] },
      wholeLists: ['groups'],
    });
    expect(Object.keys((await knowledge(ada)).person)).not.toContain('shoeSize');
    expect(await known(grace)).toMatchObject({
      accounts: [{ source: 'okta', suspension: { saidAt: asOf }, facts: expect.any(Map) }],
    });
    expect(await knowledge(grace)).toMatchObject({
      person: { department: 'Sales, EMEA', userType: 'Contractor', active: false },
      wholeLists: ['groups'],
    });
  });

  test('changes nothing the second time', async () => {
    await importText('staff.csv', csv);
    const before = await known(ada);
    expect(await imported('staff.csv', csv)).toMatchObject({ exitCode: 0, totals: { unchanged: 2 } });
    expect(await known(ada)).toEqual(before);
  });

  test('the next event about a person decides from all that is known', async () => {
    await importText('staff.csv', csv);
    const { person } = await say('changed', '2026-11-12T08:00:00.000Z', { id: 'u-1', userName: ada });
    expect(person).toMatchObject({ revision: 1 });
    expect([...(person?.decided.assignments ?? [])]).toEqual([
      [entities.germany, ['germany-group', 'billing']],
      [entities.france, ['billing']],
    ]);
  });

  test('a newer event counts more, an older one less', async () => {
    await say('changed', '2026-11-12T08:00:00.000Z', { id: 'u-1', userName: ada, department: 'Legal' });
    await say('changed', '2026-11-01T08:00:00.000Z', { id: 'u-2', userName: grace, department: 'Legal' });
    const { revision, decided } = await known(ada);
    expect(await imported('staff.csv', csv)).toMatchObject({ totals: { changed: 2 } });
    expect(await known(ada)).toMatchObject({ revision, decided });
    expect((await knowledge(ada)).person).toMatchObject({ department: 'Legal', groups: ['zuora-germany'] });
    expect((await knowledge(grace)).person).toMatchObject({ department: 'Sales, EMEA' });
  });

  test('an empty cell says that there is none, but of a name', async () => {
    await importText('staff.csv', csv);
    await imported('more.csv', `id,userName,department,groups\nu-1,,,\n`, '--as-of', '2026-11-11');
    expect(await knowledge(ada)).toMatchObject({
      person: { userName: ada, department: expect.any(Symbol), groups: expect.any(Symbol) },
      absent: { groups: ['zuora-germany'] },
    });
  });
});

test('rows that cannot be read are listed, and the others are recorded', async () => {
  const rows = [
    'id,userName,active,department',
    `u-1,${ada},maybe,Billing`,
    'u-2,x,true',
    ',,true,Billing',
    'u-4,"d"e,true,Billing',
    `u-5,${grace},true,Billing`,
    `u-5,${grace},true,Billing`,
    `u-5,${grace},true,Sales`,
    `u-6,${'x'.repeat(10_000_000)},true,Sales`,
    'u-7,"never closed,true,Sales',
    'u-8,,true,Sales',
  ];
  const { exitCode, output, notes } = await importText('odd.csv', `${rows.join('\n')}\n`);
  expect(exitCode).toBe(1);
  expect(tableCells(output)).toEqual([
    ['New', '2'],
    ['Changed', '0'],
    ['Unchanged', '0'],
    ['In conflict', '0'],
    ['Without a login', '1'],
    ['Repeated rows', '1'],
    ['Bad rows', '7'],
  ]);
  const [heading, ...table] = tableCells(notes);
  expect(heading).toEqual(['ROW', 'PROBLEM']);
  expect(table.slice(0, -1).toSorted()).toEqual([
    ['line 10', 'a quote opens that nothing closes'],
    ['line 2', 'active: must be true or false'],
    ['line 3', 'has 3 cells, and the header has 4 columns'],
    ['line 4', expect.stringContaining('names nobody: give it one of userName, email,')],
    ['line 5', expect.stringContaining('a quote in the middle')],
    ['line 8', 'names the same account as line 6, which counts; put both in one row'],
    ['line 9', 'is longer than 1 MiB'],
  ]);
  expect(table.at(-1)).toEqual([expect.stringMatching(/^Recorded\..* 7 rows left out/)]);
});

test('wrong usage is refused before anything is read', async () => {
  expect(await importText('staff.csv', csv, '--source', 'otka')).toMatchObject({
    ...{ exitCode: 2, output: '', notes: expect.stringContaining('--source: there is no source otka.') },
  });
  expect(await importText('staff.csv', csv, '--format', 'xml')).toMatchObject({ exitCode: 2, output: '' });
});

test('JSON lines hold a user of SCIM, or a plain person, in each line', async () => {
  const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
  const user = { schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', urn], id: 'u-1', userName: ada };
  const lines = [
    { ...user, active: true, groups: [{ value: 'g-1', display: 'zuora-germany' }], [urn]: { department: 'Billing' } },
    { userName: grace, department: 'Sales' },
    { schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'zuora-germany' },
    { specversion: '1.0', type: 'identity.user.left.v1', data: {} },
    ['x'],
  ].map((line) => JSON.stringify(line));
  const content = `\u{FEFF}${[...lines, '{"userName":'].join('\r\n\r\n')}\r\n`;
  const publisher = 'https://hr.example.com';
  const { exitCode, totals, problems } = await imported(
    'people',
    content,
    '--source',
    'plain',
    '--publisher',
    publisher,
  );
  expect([exitCode, totals]).toEqual([1, { new: 2, bad: 4 }]);
  expect(problems.map(({ place }: { place: string }) => place)).toEqual(['line 5', 'line 7', 'line 9', 'line 11']);
  expect(await known(ada)).toMatchObject({ accounts: [{ source: 'plain', publisher }] });
  expect(await knowledge(ada)).toMatchObject({ person: { department: 'Billing', groups: ['zuora-germany'] } });
  expect((await knowledge(grace)).person).toMatchObject({ department: 'Sales' });
});

test('a ListResponse tells by its groups who is in them, and who is not', async () => {
  await say(
    'added-to-group',
    '2026-11-01T08:00:00.000Z',
    { id: 'u-2', userName: grace },
    { groups: ['zuora-germany'] },
  );
  await say(
    'added-to-group',
    '2026-11-01T08:00:00.000Z',
    { id: 'u-3', userName: 'x@y.zz' },
    { groups: ['zuora-germany'] },
  );
  const Resources = [
    { id: 'u-1', userName: ada, active: true },
    { id: 'u-2', userName: grace, active: true },
    { id: 'u-3', userName: 'x@y.zz', active: true },
    {
      id: 'g-1',
      displayName: 'zuora-germany',
      members: [{ value: 'u-1' }, { value: 'u-9' }, { value: 'g-2', type: 'Group' }],
    },
    { id: 'g-2', schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'], displayName: 'unlisted' },
  ];
  const { exitCode, totals, notes } = await imported('list.json', JSON.stringify({ totalResults: 7, Resources }));
  expect([exitCode, totals]).toEqual([0, { new: 2, changed: 2, withoutLogin: 1 }]);
  expect(notes).toContain('The file has 5 of 7 results. Import the other pages too.\n');
  expect(notes).toContain('Of 1 group the file does not name the members.\n');
  expect(notes).toContain('Groups inside groups are left out: give their members.\n');
  expect(await knowledge(ada)).toMatchObject({ person: { groups: ['zuora-germany'] }, wholeLists: [] });
  expect(await knowledge(grace)).toMatchObject({ person: { active: true }, absent: { groups: ['zuora-germany'] } });
  // The member without a login is found by a later event with one.
  await say('changed', '2026-11-12T08:00:00.000Z', { id: 'u-9', userName: 'emmy@example.com' });
  expect((await knowledge('emmy@example.com')).person).toMatchObject({ groups: ['zuora-germany'] });
});

test('a dry run counts the same, and records nothing', async () => {
  await say('joined', '2026-11-01T08:00:00.000Z', { id: 'u-1', userName: ada });
  await say('joined', '2026-11-01T08:00:00.000Z', { id: 'u-7', userName: grace });
  const { Items: before } = await dynamodb.scan({ TableName: peopleTable });
  const more = `${csv}u-3,new@example.com,Billing,,1,,\nu-4,new@example.com,Billing,,1,,\n`;
  const pretended = await imported('staff.csv', more, '--dry-run');
  expect(pretended).toMatchObject({
    ...{ exitCode: 1, totals: { new: 1, changed: 1, conflicts: 2 } },
    notes: expect.stringContaining('Dry run: nothing was recorded.'),
    problems: [{ problem: 'another account of the source, or another person, has the login and has not left' }, {}],
  });
  const { Items: after } = await dynamodb.scan({ TableName: peopleTable });
  expect(after).toEqual(before);
  const recorded = await imported('staff.csv', more);
  expect(recorded.totals).toEqual(pretended.totals);
});

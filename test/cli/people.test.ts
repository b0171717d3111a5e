/** `people show`, `people forget` and `leavers`, over a table of people. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { entities, reading, revoking, policy as testPolicy, written } from '../../fuzz/fixtures/policies.ts';
import type { EntityAccess } from '../../lib/account/entity-access.ts';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import type { Person } from '../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../lib/identity/reading.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import type { KnownPerson } from '../../lib/people/known-person.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { readLeavers } from '../../operator/people/leavers.ts';
import { auditEntry } from '../audit-entries.ts';
import { parseCsv } from '../csv.ts';
import { createAuditTable } from '../services/audit-table.ts';
import { awsActionsOf } from '../services/aws-requests.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';
import { tableCells } from './table-cells.ts';

const table = (name: string) => `zuora-access-local-${name}`;

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const peopleTable = new PeopleTable(
  dynamodb,
  { people: table('people'), personRetentionDays: 400, awsTimeout: 10_000 },
  Date.now,
);
const settings = { ledger: table('ledger'), accounts: table('accounts'), ledgerRetention: 1, awsTimeout: 10_000 };
const accounts = new LinkedAccounts(dynamodb, settings, Date.now, randomUUID);

const log = new AuditLog(dynamodb, { audit: table('audit'), awsTimeout: 10_000 });

const revokes = testPolicy({ on: revoking });
const reports = testPolicy();

let folder: string;
let policy: string;
beforeAll(async () => {
  // What a stage is known by.
  for (const name of ['ledger', 'accounts', 'people']) await createLedgerTable(dynamodb, table(name));
  await createAuditTable(dynamodb, table('audit'));
  await createStageQueues(sqs);
  folder = mkdtempSync(join(tmpdir(), 'people-'));
  policy = join(folder, 'policy.yml');
  writeFileSync(policy, JSON.stringify(written()));
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, ...args);

let login: string;
beforeEach(() => {
  login = `${randomUUID()}@example.com`;
});

interface Said extends Partial<PersonReading> {
  readonly by?: Policy;
  readonly source?: string;
}

/** What a source says of the person with the login. */
async function say(
  change: ChangeKind,
  time: string,
  person: Person = {},
  { by = revokes, source = 'okta', ...others }: Said = {},
): Promise<KnownPerson> {
  const about = { id: `id of ${login}`, userName: login, ...person };
  const said = reading(change, about, { id: `${change} ${time}`, time, ...others });
  const { person: known } = await new People(peopleTable, by, Date.now).learn([
    sightingOf(by, { reading: said, source }),
  ]);
  if (known === undefined) throw new Error('nothing is known');
  return known;
}

/** What was decided reaches the linked account, and Zuora shows this. */
async function reach({ decided, logins, revision }: KnownPerson, seen: Record<string, EntityAccess>): Promise<string> {
  const { assignments, denials, ended, isSuspended, hasLeft, leftAt } = decided;
  const decision = {
    ...{ generation: logins.at(-1)?.generation ?? 0, revision, isSuspended, hasLeft, denials, ended },
    leftAt: leftAt === undefined ? undefined : Date.parse(leftAt),
    assignments: new Map([...assignments].map(([id, rules]) => [id, { rules }])),
  };
  const said = { event: randomUUID().replaceAll('-', ''), change: { kind: 'decide', decision } as const };
  const lease = await accounts.acquire(login, said, randomUUID(), Date.now() + 60_000);
  if ('is' in lease) throw new Error(lease.is);
  await accounts.release(lease, { ...lease.known, firstLookAt: 1, access: new Map(Object.entries(seen)) }, undefined);
  return lease.known.id;
}

const joinedAt = '2026-03-02T08:00:00.000Z';
const leftAt = '2026-11-20T16:59:59.999Z';
const toldAt = '2026-11-23T09:15:00.000Z';
const verified = { verifiedAt: Date.parse('2026-11-22T08:00:00Z') };

/** Somebody of Billing who has left, with access to these entities. */
async function leave(seen: Record<string, EntityAccess>, said: Said = {}): Promise<KnownPerson> {
  await say('joined', joinedAt, { department: 'Billing' }, said);
  const effective = { effective: { from: '2026-11-19T17:00:00.000Z', until: '2026-11-20T17:00:00.000Z' } };
  const person = await say('left', toldAt, {}, { ...effective, ...said });
  await reach(person, seen);
  return person;
}

/**
 * Somebody gets another login, and leaves. Another person gets the login.
 *
 * @param seen access of whoever has the login now
 * @returns the login of the one who left
 */
async function giveUpLogin(seen: Record<string, EntityAccess>): Promise<string> {
  const id = randomUUID();
  const own = `own-${login}`;
  await say('joined', joinedAt, { id });
  await say('changed', '2026-04-01T08:00:00.000Z', { id, userName: own });
  await say('left', toldAt, { id, userName: own });
  await reach(await say('joined', '2026-11-24T08:00:00.000Z', { id: randomUUID(), department: 'Billing' }), seen);
  return own;
}

describe('people show', () => {
  test('shows what each source said, the logins, and what the policy decided', async () => {
    await say('joined', joinedAt, { department: 'Billing', userType: 'contractor' });
    await say('removed-from-group', '2026-04-01T08:00:00.000Z', {}, { groups: ['zuora-germany'] });
    await say('changed', '2026-05-01T08:00:00.000Z', { department: 'Finance EU' }, { source: 'workday' });
    const { exitCode, output, notes } = await cli('people', 'show', login.toUpperCase(), '--policy', policy);
    expect([exitCode, notes]).toEqual([0, '']);
    expect(tableCells(output)).toEqual([
      ['Person'],
      ['Id', expect.stringMatching(/^[0-9a-f]{32}$/)],
      ['State', 'active'],
      ['Login', `${login} (generation 1)`],
      [''],
      ['Account in okta'],
      ['State', `active since ${joinedAt}`],
      ['First said at', joinedAt],
      ['Last said at', joinedAt],
      [''],
      ['ATTRIBUTE', 'VALUE', 'SAID AT', 'SINCE'],
      ['department', 'Billing', joinedAt, joinedAt],
      ['id', `id of ${login}`, '2026-04-01T08:00:00.000Z', joinedAt],
      ['userName', login, '2026-04-01T08:00:00.000Z', joinedAt],
      ['userType', 'contractor', joinedAt, joinedAt],
      [''],
      ['LIST', 'NAME', 'MEMBER', 'SAID AT', 'SINCE'],
      ['groups', 'zuora-germany', 'no', '2026-04-01T08:00:00.000Z', '2026-04-01T08:00:00.000Z'],
      [''],
      ['Account in workday'],
      ['State', 'not known'],
      [''],
      ['ATTRIBUTE', 'VALUE', 'SAID AT', 'SINCE'],
      ['department', 'Finance EU', '2026-05-01T08:00:00.000Z', '2026-05-01T08:00:00.000Z'],
      ['id', `id of ${login}`, '2026-05-01T08:00:00.000Z', '2026-05-01T08:00:00.000Z'],
      ['userName', login, '2026-05-01T08:00:00.000Z', '2026-05-01T08:00:00.000Z'],
      [''],
      ['Decided last'],
      ['Revision', expect.any(String)],
      ['Ends all access', 'no'],
      ['Home entity', 'home'],
      [''],
      ['ENTITY', 'DECISION', 'RULES'],
      ['germany', 'assigned', 'billing'],
      ['france', 'denied', 'no-contractors'],
    ]);
  });

  test('shows a leaver, and whether the policy only reports it', async () => {
    await leave({}, { by: reports });
    const { output } = await cli('people', 'show', login, '--policy', policy);
    expect(output).toContain(`left since ${leftAt}, which the policy only reports\n`);
    expect(tableCells(output)).toEqual(
      expect.arrayContaining([
        ['State', `left since ${leftAt}`],
        ['First said at', toldAt],
        ['germany', 'assigned', 'billing'],
        ['germany', 'reported', '-'],
      ]),
    );
  });

  test('tells who is suspended from who has left', async () => {
    await say('joined', joinedAt, { department: 'Billing' });
    await say('suspended', toldAt);
    const { output } = await cli('people', 'show', login, '--policy', policy);
    expect(tableCells(output)).toEqual(
      expect.arrayContaining([
        ['State', `suspended since ${toldAt}`],
        ['Ends all access', 'until they are back'],
        ['germany', 'assigned', 'billing'],
      ]),
    );
    const { output: json } = await cli('people', 'show', login, '--json');
    expect(JSON.parse(json)).toMatchObject({
      leaving: { is: 'suspended', since: toldAt, isOnlyReported: false },
      accounts: [{ state: { is: 'suspended', since: toldAt } }],
      decided: { isSuspended: true, hasLeft: false },
    });
  });

  test('marks a login that somebody else has by now', async () => {
    const former = await giveUpLogin({});
    const { output } = await cli('people', 'show', login, '--json');
    expect(JSON.parse(output)).toMatchObject({ logins: [{ login, generation: 2, isTheirs: true }], leaving: null });
    const others = await cli('people', 'show', former);
    expect(others.output).toContain(`Login    ${former} (generation 1)\n`);
    expect(others.output).toContain(`Login 2  ${login} (generation 1, now of somebody else)\n`);
  });

  test('is for programs whole, and steers no terminal', async () => {
    const hostile = 'Finance \u001b[2J\u202e\nevil'.padEnd(100, 'x');
    const publisher = 'https://hr\u001b]0;x\u0007';
    await say('joined', joinedAt, { department: hostile, email: '\u2066a' }, { publisher, source: 'plain' });
    const text = await cli('people', 'show', login);
    expect(text.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text.output).toContain('Account in plain of https://hr\u{FFFD}]0;x\u{FFFD}\n');
    expect(text.output).toMatch(/department {2}Finance \u{FFFD}\[2J\u{FFFD}\u{FFFD}evilx+…/u);
    const json = await cli('people', 'show', login, '--json');
    expect(json.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(json.output)).toMatchObject({
      ...{ logins: [{ login, generation: 1, isTheirs: true }], leaving: null },
      accounts: [{ source: 'plain', publisher, state: { is: 'active', since: joinedAt, reportedAt: joinedAt } }],
      decided: { revision: 1, hasLeft: false, home: entities.home },
    });
    const { accounts: known, decided } = JSON.parse(json.output);
    const department = { attribute: 'department', value: hostile, saidAt: joinedAt, since: joinedAt };
    expect(known[0].facts).toContainEqual(department);
    expect(decided.assigned).toContainEqual({ entityId: entities.france, rules: ['billing'] });
  });

  test.each([
    [['nobody@example.com'], 1, 'Stage local knows nobody with the login nobody@example.com'],
    [[' '], 2, 'person:'],
    [[], 2, "argument 'person'"],
    [['a', '--csv'], 2, "unknown option '--csv'"],
  ])('%j is refused', async (args, exitCode, notes) => {
    expect(await cli('people', 'show', ...args)).toMatchObject({
      ...{ exitCode, output: '', notes: expect.stringContaining(notes) },
    });
  });
});

describe('people forget', () => {
  /** The beginnings of the keys of what is left about the person. */
  async function left({ id }: KnownPerson): Promise<string[]> {
    const { Items = [] } = await dynamodb.scan({ TableName: table('people') });
    return Items.filter(({ person }) => person?.S === id).map(({ identity }) => identity?.S?.split(':')[0] ?? '');
  }

  test('erases who has left, keeps the hash of the login, and says what stays', async () => {
    await say('joined', joinedAt, { department: 'Billing', userName: `old-${login}` });
    const person = await leave({ [entities.germany]: verified });
    expect((await left(person)).toSorted()).toEqual(['account', 'account', 'account', 'login', 'login', 'person']);
    const { exitCode, output, notes } = await cli('people', 'forget', login, '--yes', '--policy', policy);
    expect([exitCode, output]).toEqual([0, `${person.id}\n`]);
    const account = await accountOf(login);
    expect(tableCells(notes)).toEqual([
      ['Person', person.id],
      ['Logins', expect.stringContaining(login)],
      ['State', `left since ${leftAt}`],
      ['Sources', 'okta'],
      ['Access that may remain', 'germany (ending)'],
      ['Erased. What stays:'],
      ['WHERE', 'STAYS'],
      ['people', 'the generation of each login, under a hash of it'],
      ['people', "answers to changes that waited, under a hash of the person's id"],
      ['linked accounts', `${login}, account ${account}`],
      ['audit log', `entries under account ${account}, and its logins in items of their own`],
      ['ledger', 'records of events under a hash of the login, and announced changes, until they expire'],
    ]);
    expect(await left(person)).toEqual(['login', 'login']);
    expect(await cli('people', 'show', login)).toMatchObject({ exitCode: 1 });
    expect(await cli('people', 'forget', login, '--yes')).toMatchObject({
      ...{ exitCode: 1, output: '', notes: expect.stringContaining('knows nobody with the login') },
    });
  });

  async function accountOf(username: string): Promise<string> {
    const { Items = [] } = await dynamodb.scan({ TableName: table('accounts') });
    return Items.find((item) => item['login']?.S === username)?.['id']?.S ?? '';
  }

  test('who comes back is decided about anew, and newer than before', async () => {
    await leave({});
    const { output } = await cli('people', 'forget', login, '--yes', '--json');
    expect(JSON.parse(output)).toMatchObject({ leftAt, reportedAt: toldAt, remaining: [{ login }] });
    const again = await say('joined', '2026-12-01T08:00:00.000Z', { department: 'Billing' });
    expect(again).toMatchObject({ revision: 1, logins: [{ login, generation: 2 }] });
  });

  test('refuses somebody active, and somebody of whom nothing is known', async () => {
    const person = await say('joined', joinedAt, { department: 'Billing' });
    expect(await cli('people', 'forget', login, '--yes')).toMatchObject({
      ...{
        exitCode: 1,
        output: '',
        notes: expect.stringContaining(`No source that counts says that ${login} has left.`),
      },
    });
    expect(await left(person)).toContain('person');
    expect(await cli('people', 'forget', 'nobody@example.com', '--yes')).toMatchObject({ exitCode: 1, output: '' });
  });

  test('refuses somebody suspended, whose requests would count for the next owner of the login', async () => {
    await say('joined', joinedAt, { department: 'Billing' });
    const person = await say('suspended', toldAt);
    expect(await cli('people', 'forget', login, '--yes')).toMatchObject({
      ...{ exitCode: 1, output: '', notes: expect.stringContaining(`${login} is suspended.`) },
    });
    expect(await left(person)).toContain('person');
  });

  test('a policy that cannot be read is not taken for none: its sources may not say that they have left', async () => {
    const person = await leave({});
    const broken = join(folder, 'broken.yml');
    writeFileSync(broken, 'rules: [');
    const problems = [
      [broken, 'run zuora-access policy check'],
      [join(folder, 'none.yml'), 'there is no such file'],
    ] as const;
    for (const [file, problem] of problems) {
      for (const command of [['people', 'forget', login, '--yes'], ['leavers']]) {
        expect(await cli(...command, '--policy', file)).toMatchObject({
          ...{ exitCode: 1, output: '', notes: expect.stringContaining(problem) },
        });
      }
    }
    expect(await left(person)).toContain('person');
  });

  test('without a terminal it has to be confirmed by an option', async () => {
    const person = await leave({});
    expect(await cli('people', 'forget', login)).toMatchObject({
      ...{ exitCode: 2, output: '', notes: expect.stringContaining('Give --yes to go ahead') },
    });
    expect(await left(person)).toContain('person');
  });
});

describe('movers', () => {
  const grace = testPolicy({ on: revoking, grace: 'P7D' });
  const listed = async () => {
    const { output } = await cli('movers', '--json');
    return JSON.parse(output).filter(({ username }: { username: string }) => username === login);
  };

  test('lists what somebody keeps after a move, until when, and by which rules', async () => {
    await say('joined', joinedAt, { department: 'Billing' }, { by: grace });
    expect(await listed()).toEqual([]);
    const moved = '2026-11-12T08:00:00.000Z';
    const { id: person } = await say('changed', moved, { department: 'Sales' }, { by: grace });
    const [{ endsAt, ...kept }] = await listed();
    expect(kept).toEqual({ username: login, person, entityId: entities.germany, rules: ['billing'] });
    const { output, notes } = await cli('movers', '--policy', policy);
    expect(tableCells(output)).toContainEqual([login, 'france', 'billing', endsAt, expect.stringMatching(/^6d 23h/)]);
    expect(notes).toBe('1 person keeps access for a time after a move.\n');
    const csv = parseCsv((await cli('movers', '--csv')).output);
    expect(csv).toContainEqual([login, person, entities.france, 'billing', endsAt]);
    const shown = await cli('people', 'show', login, '--policy', policy);
    expect(shown.output).toMatch(new RegExp(`germany +ends ${endsAt} +billing`));
    await say('changed', '2026-11-13T08:00:00.000Z', { department: 'Billing' }, { by: grace });
    expect(await listed()).toEqual([]);
  });
});

describe('leavers --ended', () => {
  const ends = async (account: string, ...entries: Partial<AuditEntry>[]) => {
    for (const changes of entries) await log.write(auditEntry({ account, owner: randomUUID(), ...changes }));
  };

  test('tells when access ended, and how long after the leaving and its report', async () => {
    const { id: person } = await leave({});
    const { Items = [] } = await dynamodb.scan({ TableName: table('accounts') });
    const account = Items.find((item) => item['login']?.S === login)?.['id']?.S ?? '';
    const { germany, france, japan } = entities;
    await ends(
      account,
      // Before the leaving, and for another reason.
      {
        entityId: japan,
        what: 'deny',
        recordedAt: '2026-11-01T08:00:00.000Z',
        requestedAt: '2026-11-01T08:00:00.000Z',
      },
      {
        entityId: germany,
        what: 'deny',
        recordedAt: '2026-11-23T09:15:42.000Z',
        requestedAt: '2026-11-23T09:15:40.000Z',
      },
      { entityId: france, what: 'removal', recordedAt: '2026-11-22T17:00:00.000Z', requestedAt: undefined },
    );
    const { exitCode, output, notes } = await cli('leavers', '--ended', '--policy', policy);
    expect([exitCode, notes]).toEqual([
      0,
      expect.stringMatching(/^Of \d+ (person|people) .*, 1 lost access: 2 ends\.\n$/),
    ]);
    const [heading, ...rows] = tableCells(output);
    expect(heading?.slice(5)).toEqual(['ENDED', 'AFTER SINCE', 'AFTER REPORT', 'BY']);
    expect(rows).toEqual([
      [login, 'france', 'left', leftAt, toldAt, '2026-11-22T17:00:00.000Z', '2d', '0s', 'zuora'],
      [login, 'germany', 'left', leftAt, toldAt, '2026-11-23T09:15:40.000Z', '2d 16h', '40s', 'service'],
    ]);
    const json = JSON.parse((await cli('leavers', '--ended', '--json')).output);
    expect(json).toContainEqual({
      ...{ person, account, username: login, is: 'left', since: leftAt, reportedAt: toldAt, entityId: germany },
      ...{ endedAt: '2026-11-23T09:15:40.000Z', endedBy: 'service', sinceSeconds: 231_340, reportSeconds: 40 },
    });
    const [names, ...records] = parseCsv((await cli('leavers', '--ended', '--csv')).output);
    expect(names?.slice(-2)).toEqual(['sinceSeconds', 'reportSeconds']);
    expect(records).toHaveLength(2);
  });

  test('leaves out access that came back', async () => {
    await leave({});
    const { Items = [] } = await dynamodb.scan({ TableName: table('accounts') });
    const account = Items.find((item) => item['login']?.S === login)?.['id']?.S ?? '';
    const [first, then] = ['2026-11-23T09:15:40.000Z', '2026-11-24T09:00:00.000Z'];
    await ends(
      account,
      { what: 'deny', recordedAt: first, requestedAt: first },
      { what: 'verify', recordedAt: then, verifiedAt: then },
    );
    const { output } = await cli('leavers', '--ended', '--json');
    expect(JSON.parse(output).filter(({ username }: { username: string }) => username === login)).toEqual([]);
  });
});

describe('leavers', () => {
  const listed = async () => {
    const { output } = await cli('leavers', '--json');
    const all: { username: string }[] = JSON.parse(output);
    return all.filter(({ username }) => username === login);
  };

  test('lists who left and may have access, by the states of who, without the home entity', async () => {
    await leave({
      [entities.germany]: verified,
      [entities.france]: { refusal: { write: 'deny', reason: 'not-found', at: 7 } },
      [entities.home]: verified,
      [entities.japan]: {},
    });
    const { exitCode, output, notes } = await cli('leavers', '--policy', policy);
    expect(exitCode).toBe(0);
    expect(notes).toMatch(/^\d+ of \d+ people who left or are suspended: /);
    const [heading, ...rows] = tableCells(output);
    expect(heading).toEqual(['USER', 'ENTITY', 'STATE', 'PERSON', 'SINCE', 'REPORTED', 'OVERDUE', 'POLICY']);
    const overdue = expect.stringMatching(/^\d+d( \d+h)?$/);
    expect(rows.filter(([user]) => user === login)).toEqual([
      [login, 'germany', 'ending', 'left', leftAt, toldAt, overdue, 'revokes'],
      [login, 'france', 'not-ended (not-found)', 'left', leftAt, toldAt, overdue, 'revokes'],
    ]);
    expect(await listed()).toEqual([
      {
        ...{
          username: login,
          is: 'left',
          since: leftAt,
          reportedAt: toldAt,
          isOnlyReported: false,
          quarantineSet: null,
        },
        ...{ person: expect.any(String), account: expect.any(String), overdueSeconds: expect.any(Number) },
        access: [
          {
            ...{ entityId: entities.germany, state: 'ending', seenAt: '2026-11-22T08:00:00.000Z' },
            ...{ requestedAt: null, refusal: null },
          },
          expect.objectContaining({ entityId: entities.france, state: 'not-ended', refusal: 'not-found' }),
        ],
      },
    ]);
  });

  test('lists who is suspended and may have access', async () => {
    await say('joined', joinedAt, { department: 'Billing' });
    await reach(await say('suspended', toldAt), { [entities.germany]: verified });
    expect(await listed()).toMatchObject([
      { is: 'suspended', since: toldAt, isOnlyReported: false, access: [{ state: 'ending' }] },
    ]);
  });

  test('marks those whose leaving the policy only reports', async () => {
    await leave({ [entities.germany]: verified }, { by: reports });
    const { output, notes } = await cli('leavers', '--csv');
    expect(notes).toMatch(/ The policy only reports \d of them\.\n$/);
    const [names = [], ...rows] = parseCsv(output);
    const mine = rows.filter(([username]) => username === login);
    const cells = ['entityId', 'state', 'policy', 'since', 'seenAt'];
    expect(mine.map((row) => cells.map((name) => row[names.indexOf(name)]))).toEqual([
      [entities.germany, 'verified', 'report', leftAt, '2026-11-22T08:00:00.000Z'],
      [entities.france, 'not-requested', 'report', leftAt, ''],
    ]);
  });

  test('lists nobody who is active, has no access, or whose login is of somebody else by now', async () => {
    await reach(await say('joined', joinedAt, { department: 'Billing' }), { [entities.germany]: verified });
    expect(await listed()).toEqual([]);
    login = `${randomUUID()}@example.com`;
    await leave({});
    expect(await listed()).toEqual([]);
    login = `${randomUUID()}@example.com`;
    await giveUpLogin({ [entities.germany]: verified });
    expect(await listed()).toEqual([]);
  });

  test('reads people by pages, and the accounts of those who left alone', async () => {
    const actions = await awsActionsOf(aws.url, () => cli('leavers'));
    const { Items = [] } = await dynamodb.scan({ TableName: table('people') });
    const left = Items.filter(({ accounts: known }) => /"is":"left"|"suspension":/.test(known?.S ?? ''));
    expect(actions.filter((action) => action === 'Scan')).toHaveLength(1);
    expect(actions.filter((action) => action === 'GetItem').length).toBeLessThanOrEqual(left.length);
  });

  test('is not complete when it is interrupted', async () => {
    const stack = { people: table('people'), accounts: table('accounts') };
    const session = { aws: { dynamodb }, stack, interruption: AbortSignal.abort(), now: Date.now };
    expect(await readLeavers(session, { onRead: () => undefined })).toBeUndefined();
  });
});

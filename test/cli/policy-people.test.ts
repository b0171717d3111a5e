/** `policy diff`, `policy check --stage` and `policy explain --login`, over people whom a stage remembers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { policy, reading, written } from '../../fuzz/fixtures/policies.ts';
import type { Person } from '../../lib/identity/person.ts';
import type { ChangeKind, PersonReading } from '../../lib/identity/reading.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';

const resource = (name: string) => `zuora-access-local-${name}`;

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const settings = { people: resource('people'), personRetentionDays: 400, awsTimeout: 10_000 };
const by = policy();
const people = new People(new PeopleTable(dynamodb, settings, Date.now), by, Date.now);

const learn = (change: ChangeKind, person: Person, others: Partial<PersonReading> = {}, source = 'scim') =>
  people.learn([sightingOf(by, { source, reading: reading(change, person, others) })]);

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'policy-diff-'));
  // What a stage is known by.
  await createLedgerTable(dynamodb, resource('ledger'));
  await createLedgerTable(dynamodb, settings.people);
  await createStageQueues(sqs);
  await learn('joined', { userName: 'ada@example.com', department: 'Billing', userType: 'employee' });
  await learn('joined', { userName: 'bob\u202e@example.com', department: 'Billing', userType: 'contractor' });
  await learn('joined', { userName: 'cyd@example.com', department: 'Sales' });
  await learn('joined', { userName: 'dan@example.com', department: 'Billing' });
  await learn('left', { userName: 'dan@example.com' });
  await learn('joined', {}, { person: { id: 'u-5', department: 'Billing' } });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** JSON is YAML too. */
function file(name: string, changes: object = {}): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(written(changes)));
  return path;
}
const [billing] = written().rules.slice(1);
const next = () => ({
  rules: [
    { ...billing, grant: ['germany', 'japan'] },
    { id: 'sales', when: { department: ['Sales'], costCenter: ['1'] }, grant: ['france'] },
    { id: 'team', when: { groups: ['zuora-team', { prefix: 'app-' }] }, grant: ['japan'] },
  ],
});

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, 'policy', ...args);
const diff = (...args: string[]) => cli('diff', ...args);

describe('policy diff', () => {
  test('tells whose access changes, by the rules of both policies, and what is not kept', async () => {
    const { exitCode, output, notes } = await diff(file('old.yml'), file('new.yml', next()));
    const rows = output
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['USER', 'ENTITY', 'CHANGE', 'OLD POLICY', 'NEW POLICY'],
      ['ada@example.com', 'france', 'loses', 'granted by billing', 'not granted: sales needs department, costCenter'],
      ['ada@example.com', 'japan', 'gains', 'not granted', 'granted by billing'],
      ['bob@example.com', 'japan', 'gains', 'not granted', 'granted by billing'],
      [
        'cyd@example.com',
        'france',
        'undecided',
        'not granted: billing needs department',
        'undecided: sales needs costCenter',
      ],
      ['cyd@example.com', 'japan', 'undecided', 'not granted', 'undecided: team needs groups'],
    ]);
    expect(notes.split('\n')).toEqual([
      'Only the new policy asks for costCenter, groups (zuora-team, prefix app-). A stage with the old policy has kept this of nobody: it counts as unknown until events say it.',
      '2 people gain japan, 1 loses france, 1 becomes undecided for france (costCenter unknown), 1 becomes undecided for japan (groups unknown). 3 people compared. Not compared: 1 who left, 1 without a login.',
      '',
    ]);
    expect(exitCode).toBe(2);
  });

  test('tells a program', async () => {
    const { exitCode, output } = await diff(file('old.yml'), file('new.yml', next()), '--json');
    expect(exitCode).toBe(2);
    const told = JSON.parse(output);
    expect(told).toMatchObject({
      totals: [
        { effect: 'gains', entity: 'japan', entityId: '5eed0000-0000-4000-8000-000000000004', people: 2, unknown: [] },
        { effect: 'loses', entity: 'france', people: 1 },
        { effect: 'undecided', people: 1 },
        { effect: 'undecided', people: 1 },
      ],
      people: { compared: 3, left: 1, withoutLogin: 1 },
      unknown: { attributes: ['costCenter'], members: { groups: ['zuora-team', { prefix: 'app-' }] } },
    });
    expect(told.differences[0]).toEqual({
      ...{ username: 'ada@example.com', effect: 'loses' },
      ...{ entity: 'france', entityId: '5eed0000-0000-4000-8000-000000000003' },
      old: {
        ...{ status: 'granted', rules: [{ id: 'billing', unmet: [] }] },
        undecidedDenials: [],
      },
      new: {
        ...{ status: 'not-granted', rules: [{ id: 'sales', unmet: ['department', 'costCenter'] }] },
        undecidedDenials: [],
      },
    });
  });

  test('finds no difference between policies that give the same', async () => {
    const old = file('old.yml');
    const renamed = file('renamed.yml', { on: { left: 'revoke' }, rules: written().rules.toReversed() });
    const same = 'No differences. 3 people compared. Not compared: 1 who left, 1 without a login.\n';
    for (const other of [old, renamed]) {
      expect(await diff(old, other)).toEqual({ exitCode: 0, output: '', notes: same });
    }
  });

  test('leaves out the home entities, and says so if they differ', async () => {
    const { exitCode, notes } = await diff(file('old.yml'), file('home.yml', { homeEntity: 'japan' }));
    expect([exitCode, notes]).toEqual([
      0,
      expect.stringMatching(/^The home entity changes from home to japan\. Neither is compared: .*\nNo differences\. /),
    ]);
  });

  test('refuses a policy that is not sound, before it reads anybody', async () => {
    const unsound = file('unsound.yml', { version: 2 });
    expect(await diff(file('old.yml'), unsound)).toMatchObject({
      ...{ exitCode: 1, output: '', notes: expect.stringContaining(`run zuora-access policy check '${unsound}'`) },
    });
  });
});

describe('policy check --stage', () => {
  test('counts who waits for access by which rule, and who keeps what was decided before', async () => {
    const strict = file('strict.yml', {
      rules: [
        ...written().rules.slice(0, 2),
        { id: 'no-interns', when: { title: ['Intern'] }, deny: ['france'] },
        { id: 'abroad', when: { country: ['FR'], userType: ['intern'] }, deny: ['germany'] },
      ],
    });
    const { exitCode, output } = await cli('check', strict, '--stage', 'local');
    expect(exitCode).toBe(0);
    expect(output.split('\n').slice(2)).toEqual([
      '3 people of stage local judged:',
      '  1 person waits for france, withheld by no-interns (title unknown); 1 who had it before keeps it',
      '',
    ]);
  });

  test('says so if nobody waits, and reads nobody for a policy that is not sound', async () => {
    const { output } = await cli('check', file('old.yml'), '--stage', 'local');
    expect(output).toContain('people of stage local judged: no rule withholds anything from them.\n');
    const unsound = await cli('check', file('unsound.yml', { version: 2 }), '--stage', 'none');
    expect(unsound).toMatchObject({ exitCode: 1, notes: '' });
  });
});

describe('policy explain --login', () => {
  test('tells what is known of the person, and how each rule and each entity is judged', async () => {
    await learn('removed-from-group', { userName: 'eve@example.com' }, { groups: ['zuora-germany'] }, 'okta');
    const later = { id: 'event-2', time: '2026-11-23T08:00:00.000Z' };
    await learn('joined', { userName: 'eve@example.com', department: 'Billing' });
    await learn('changed', { userName: 'eve@example.com', department: 'Billing' }, later);
    const { exitCode, output } = await cli('explain', '--login', 'EVE@example.com', '--policy', file('old.yml'));
    expect(exitCode).toBe(0);
    expect(output).toBe(`logins   eve@example.com
sources  okta, scim

Person
  ATTRIBUTE   VALUE              SOURCE      SINCE
  active      true               scim        2026-11-21T09:30:00.000Z
  department  Billing            scim        2026-11-21T09:30:00.000Z
  groups      not zuora-germany  okta        2026-11-21T09:30:00.000Z
  userName    eve@example.com    okta, scim  2026-11-21T09:30:00.000Z

Rules
  - germany-group contradicted: grants germany
      groups: not zuora-germany; wanted zuora-germany
  + billing matches: grants germany, france
      department: Billing
    no-contractors undecided: denies france
      userType: unknown; wanted equals-ignore-case contractor

Entities
  home     home
  germany  granted by billing
  france   granted by billing; undecided: no-contractors needs userType
  japan    not granted

`);
  });

  test('tries other attributes, and tells a program', async () => {
    const args = ['--login', 'dan@example.com', '--policy', file('old.yml'), '--person', 'userType=contractor'];
    const { output } = await cli('explain', ...args, '--json');
    expect(JSON.parse(output)).toMatchObject({
      ...{ logins: ['dan@example.com'], sources: ['scim'], leftAt: '2026-11-21T09:30:00.000Z' },
      person: { department: 'Billing', userType: 'contractor', active: false },
      rules: [{}, { id: 'billing', verdict: 'matches' }, { id: 'no-contractors', verdict: 'matches' }],
      entities: [{ status: 'home' }, { status: 'not-granted' }, { status: 'denied' }, { status: 'not-granted' }],
    });
    const since = '2026-11-21T09:30:00.000Z';
    expect(JSON.parse(output).facts).toEqual(
      expect.arrayContaining([
        {
          ...{ attribute: 'department', value: 'Billing', isAbsent: false },
          sources: [{ source: 'scim', publisher: null, since }],
        },
        { attribute: 'userType', value: 'contractor', isAbsent: false, sources: [] },
        { attribute: 'active', value: false, isAbsent: false, sources: [{ source: 'scim', publisher: null, since }] },
      ]),
    );
    const { output: table } = await cli('explain', ...args);
    expect(table).toMatch(/^ {2}userType +contractor +--person +-$/m);
  });

  test('names the source that decides by the order of the policy', async () => {
    await learn('joined', { userName: 'fay@example.com', department: 'Sales' }, {}, 'workday');
    await learn('changed', { userName: 'fay@example.com', department: 'Billing' }, { time: '2026-11-24T08:00:00Z' });
    const department = async (sources: object) => {
      const ordered = file('ordered.yml', sources);
      const { output } = await cli('explain', '--login', 'fay@example.com', '--policy', ordered, '--json');
      const { facts } = JSON.parse(output);
      return facts.find(({ attribute }: { attribute: string }) => attribute === 'department');
    };
    expect(await department({})).toMatchObject({ value: 'Billing', sources: [{ source: 'scim' }] });
    expect(await department({ sources: ['workday', 'scim'] })).toMatchObject({
      ...{ value: 'Sales', sources: [{ source: 'workday' }] },
    });
  });

  test.each([
    [['--login', 'nobody@example.com'], 1, 'knows nobody with the login nobody@example.com'],
    [['--login', '..'], 2, '--login: ..: must not be "." or ".."'],
    [['--login', 'ada@example.com', 'event.json'], 2, 'Give the file of an event, or --login.'],
    [[], 2, 'Give the file of an event, or --login.'],
  ])('refuses %j', async (args, exitCode, notes) => {
    const refused = await cli('explain', ...args, '--policy', file('old.yml'));
    expect(refused).toMatchObject({ exitCode, notes: expect.stringContaining(notes) });
  });
});

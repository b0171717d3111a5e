/** `history`, `who` and `audit`, over an audit log with entries of a year. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand, DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LinkedAccounts } from '../../lib/account/linked-accounts.ts';
import type { AuditEntry } from '../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { userIdentity } from '../../lib/ledger/user-item.ts';
import { printable } from '../../operator/printable.ts';
import { auditEntry } from '../audit-entries.ts';
import { parseCsv } from '../csv.ts';
import { germany, japan } from '../factories.ts';
import { createAuditTable } from '../services/audit-table.ts';
import { awsActionsOf } from '../services/aws-requests.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { startStallingAws } from '../services/stalling-aws.ts';
import { useAws } from '../services/use-aws.ts';
import { until } from '../until.ts';
import { run, start } from './command.ts';
import { tableCells } from './table-cells.ts';

const table = (name: string) => `zuora-access-local-${name}`;

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const log = new AuditLog(dynamodb, { audit: table('audit'), awsTimeout: 10_000 });

let folder: string;
let policy: string;
beforeAll(async () => {
  // What a stage is known by.
  await createLedgerTable(dynamodb, table('ledger'));
  await createLedgerTable(dynamodb, table('accounts'));
  await createAuditTable(dynamodb, table('audit'));
  await createStageQueues(sqs);
  folder = mkdtempSync(join(tmpdir(), 'audit-'));
  policy = join(folder, 'policy.yml');
  writeFileSync(
    policy,
    `version: 1\nusername: email\nentities: { germany: ${germany}, japan: ${japan} }\nhomeEntity: japan\nrules: []\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, ...args);

async function person(login: string, ...entries: Partial<AuditEntry>[]): Promise<string> {
  const account = randomUUID();
  await log.remember(account, login, userIdentity(login));
  for (const changes of entries) await log.write(auditEntry({ account, owner: randomUUID(), ...changes }));
  return account;
}

describe('history', () => {
  const login = 'ada.lovelace@example.com';
  let account: string;
  beforeAll(async () => {
    account = await person(
      login,
      {
        recordedAt: '2024-03-02T08:00:01.000Z',
        what: 'verify',
        outcome: 'seen',
        verifiedAt: '2024-03-02T08:00:01.000Z',
      },
      { recordedAt: '2024-03-01T08:00:00.000Z' },
      {
        ...{ recordedAt: '2024-03-03T08:00:00.000Z', entityId: japan, what: 'event', outcome: 'dead-letter' },
        ...{ reason: 'not-found', detail: 'said \u001b[2J', why: [], eventId: '=joiner\u202e' },
      },
    );
  });

  test('shows what happened, why, and who asked, the newest last', async () => {
    const { exitCode, output, notes } = await cli('history', login.toUpperCase(), '--policy', policy);
    expect([exitCode, notes]).toEqual([0, `3 entries about ${login.toUpperCase()}, 1 account.\n`]);
    const by = 'Grace Hopper (https://hr.example.com)';
    expect(tableCells(output)).toEqual([
      ['TIME', 'ENTITY', 'WHAT', 'WHY', 'BY', 'EVENT'],
      ['2024-03-01T08:00:00.000Z', 'germany', 'access requested', 'request TICKET-7', by, 'joiner-1'],
      ['2024-03-02T08:00:01.000Z', 'germany', 'Zuora shows the access', 'request TICKET-7', by, 'joiner-1'],
      ['2024-03-03T08:00:00.000Z', 'japan', 'not done, dead letter (not-found)', '-', by, '=joiner\u{FFFD}'],
    ]);
  });

  test('is of one entity, and of a period, if asked', async () => {
    const times = async (...options: string[]) => {
      const { output } = await cli('history', login, '--json', ...options);
      const { entries }: { entries: AuditEntry[] } = JSON.parse(output);
      return entries.map(({ recordedAt }) => recordedAt.slice(8, 10));
    };
    expect(await times('--entity', 'germany', '--policy', policy)).toEqual(['01', '02']);
    expect(await times('--entity', '5EED0000-0000-4000-8000-000000000004')).toEqual(['03']);
    expect(await times('--from', '2024-03-02')).toEqual(['02', '03']);
    expect(await times('--from', '2024-03-01T08:00Z', '--to', '2024-03-02T08:00:01+00:00')).toEqual(['01']);
  });

  test('is for programs whole, and steers no terminal', async () => {
    const json = await cli('history', login, '--json');
    expect(json.output.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(json.output)).toMatchObject({
      ...{ username: login, accounts: [{ account, logins: [login] }] },
      entries: [{ what: 'request' }, { what: 'verify' }, { detail: 'said \u001b[2J', eventId: '=joiner\u202e' }],
    });
    const csv = await cli('history', login, '--csv');
    const [names = [], ...rows] = parseCsv(csv.output);
    expect(rows).toHaveLength(3);
    expect(rows[2]?.[names.indexOf('eventId')]).toBe("'=joiner\u{FFFD}");
    expect(csv.output.replaceAll('\r\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('of an entity without entries says so', async () => {
    const { exitCode, output, notes } = await cli('history', login, '--from', '2027-01-01');
    expect([exitCode, output, notes]).toEqual([0, '', `No entry about ${login}, 1 account.\n`]);
  });

  test('goes on under a former login, and with all accounts of a login', async () => {
    const [now, former] = ['emmy.noether@example.com', 'emmy@example.com'];
    const first = await person(now, { recordedAt: '2024-03-05T08:00:00.000Z' });
    await log.remember(first, former, userIdentity(former));
    await person(former, { recordedAt: '2024-03-04T08:00:00.000Z' });
    const { output, notes } = await cli('history', former, '--json');
    expect(JSON.parse(output).entries).toMatchObject([
      { recordedAt: '2024-03-04T08:00:00.000Z' },
      { recordedAt: '2024-03-05T08:00:00.000Z' },
    ]);
    expect(notes).toMatch(/^2 entries about emmy@example\.com, 2 accounts\. Logins of these accounts: /);
    expect(notes).toContain(now);
  });

  test.each([
    [['nobody@example.com'], 1, 'The audit log of stage local has no account of nobody@example.com'],
    [['..'], 2, 'username: ..: must not be'],
    [[login, '--entity', 'germany'], 1, 'There is no entity germany. Without a policy'],
    [[login, '--from', '2024-03-01T08:00'], 2, 'or a time with its zone'],
    [[login, '--from', '2024-03-02', '--to', '2024-03-01'], 2, '--from must be before --to.'],
    [[login, '--csv', '--json'], 2, 'cannot be used with'],
    [[], 2, "argument 'username'"],
  ])('%j is refused', async (args, exitCode, notes) => {
    expect(await cli('history', ...args)).toMatchObject({
      exitCode,
      output: '',
      notes: expect.stringContaining(notes),
    });
  });
});

describe('who', () => {
  const settings = { ledger: table('ledger'), accounts: table('accounts'), ledgerRetention: 1, awsTimeout: 10_000 };
  const accounts = new LinkedAccounts(dynamodb, settings, Date.now, randomUUID);

  /** A request, with what was learnt in Zuora, and what the audit log has of it. */
  async function requested(
    login: string,
    { ends, ...seen }: { verifiedAt?: number; askedAt?: number; ends?: true },
    entityIds = [japan],
  ): Promise<void> {
    const event = createHash('sha256').update(login).digest('hex');
    const said = { time: Date.parse('2024-03-01T08:00:00Z'), event: event.slice(0, 12), isEnded: false };
    const assignment = { ...said, ticket: 'TICKET-7', approvedBy: ['Grace'], ...(ends && { expiresAt: Date.now() }) };
    const change = { kind: 'request', entityIds, key: 'A-1', assignment } as const;
    const lease = await accounts.acquire(login, { event, change }, randomUUID(), Date.now() + 60_000);
    if ('is' in lease) throw new Error(lease.is);
    await accounts.release(lease, { ...lease.known, access: new Map(entityIds.map((id) => [id, seen])) }, undefined);
    const { id: account } = lease.known;
    const times = { recordedAt: '2024-03-01T08:00:05.000Z', entityId: japan, account, event };
    await log.write(auditEntry({ ...times, owner: 'a' }));
    if (seen.verifiedAt) {
      await log.write(auditEntry({ ...times, owner: 'b', what: 'verify', verifiedAt: '2024-03-01T08:00:04.000Z' }));
    }
  }

  const verifiedAt = Date.parse('2024-03-08T08:00:00Z');
  beforeAll(async () => {
    await requested('zoe@example.com', { verifiedAt });
    await requested('alan@example.com', { askedAt: Date.parse('2024-03-01T08:00:05Z') });
    await requested('over@example.com', { ends: true });
    await requested('other@example.com', { verifiedAt }, [germany]);
  });

  test('lists who has access or waits for it, since when, why, and who asked', async () => {
    const { exitCode, output, notes } = await cli('who', 'japan', '--policy', policy);
    expect([exitCode, notes]).toEqual([0, '2 in japan: 1 unanswered, 1 verified.\n']);
    const [why, by] = ['request A-1 (TICKET-7, approved by Grace)', 'Grace Hopper (https://hr.example.com)'];
    expect(tableCells(output)).toEqual([
      ['USER', 'STATE', 'SINCE', 'WHY', 'ASKED BY', 'SEEN'],
      ['alan@example.com', 'unanswered', '-', why, by, '-'],
      ['zoe@example.com', 'verified', '2024-03-01T08:00:04.000Z', why, by, '2024-03-08T08:00:00.000Z'],
    ]);
  });

  test('lists those whose access is over on demand', async () => {
    const { output } = await cli('who', japan, '--all', '--json');
    const { entityId, access } = JSON.parse(output);
    expect(entityId).toBe(japan);
    expect(access.map(({ username, state }: Record<string, string>) => [username, state])).toEqual([
      ['alan@example.com', 'unanswered'],
      ['over@example.com', 'ended'],
      ['zoe@example.com', 'verified'],
    ]);
    expect(access[2]).toMatchObject({
      why: [{ kind: 'request', assignment: 'A-1', ticket: 'TICKET-7', requestedAt: '2024-03-01T08:00:00.000Z' }],
      ...{ against: [], since: '2024-03-01T08:00:04.000Z', seenAt: '2024-03-08T08:00:00.000Z', requestedAt: null },
    });
  });

  test('prints comma-separated values', async () => {
    const { output } = await cli('who', japan, '--csv');
    const [names = [], ...rows] = parseCsv(output);
    const cell = (name: string) => rows.map((row) => row[names.indexOf(name)]);
    expect([cell('username'), cell('tickets'), cell('askedBy')]).toEqual([
      ['alan@example.com', 'zoe@example.com'],
      ['TICKET-7', 'TICKET-7'],
      ['Grace Hopper (https://hr.example.com)', 'Grace Hopper (https://hr.example.com)'],
    ]);
  });

  test('reads all accounts by pages, and the log of those that it lists alone', async () => {
    const actions = await awsActionsOf(aws.url, () => cli('who', japan));
    expect(actions.filter((action) => action === 'Query')).toHaveLength(2);
    expect(actions.filter((action) => action === 'Scan')).toHaveLength(1);
  });

  test('says when nobody has access', async () => {
    const { exitCode, output, notes } = await cli('who', '5eed0000000040008000000000000009', '--policy', policy);
    expect([exitCode, output]).toEqual([0, '']);
    expect(notes).toBe('No linked account of stage local has access to …00000009.\n');
  });

  test.each([
    [['jpan', '--policy'], 1, 'There is no entity jpan. Did you mean japan? The policy names: germany, japan.'],
    [['japan', '--policy', '/nonexistent.yml'], 1, 'there is no such file'],
    [[], 2, "argument 'entity'"],
  ])('%j is refused', async (args, exitCode, notes) => {
    const given = args.at(-1) === '--policy' ? [...args, policy] : args;
    expect(await cli('who', ...given)).toMatchObject({ exitCode, output: '', notes: expect.stringContaining(notes) });
  });
});

describe('audit', () => {
  const people = 100;
  const perPerson = 100;
  const month = ['--from', '2024-07-01', '--to', '2024-08-01'];
  const hostile = '=HYPERLINK("http://evil")\u001b[2J, and\nmore';

  beforeAll(async () => {
    const entries: AuditEntry[] = [];
    for (let one = 0; one < people; one += 1) {
      const login = one === 7 ? '+ada@example.com' : `person-${one}@example.com`;
      const account = `account-${String(one).padStart(3, '0')}`;
      await log.remember(account, login, userIdentity(login));
      for (let index = 0; index < perPerson; index += 1) {
        const day = String(1 + (index % 31)).padStart(2, '0');
        const recordedAt = `2024-07-${day}T08:00:${String(index % 60).padStart(2, '0')}.000Z`;
        entries.push(
          auditEntry({
            // Attempts of one moment, so that the index has places with many entries.
            ...{ account, recordedAt, owner: `attempt-${index}`, entityId: index % 3 === 0 ? japan : germany },
            ...{ detail: one === 7 ? hostile : 'x'.repeat(300), policy: index % 31 < 15 ? 'policy-1' : 'policy-2' },
            ...(index === 0 && { what: 'deny' as const }),
          }),
        );
      }
    }
    for (let first = 0; first < entries.length; first += 25) {
      const requests = entries.slice(first, first + 25).map((entry) => ({
        PutRequest: { Item: marshall(entry, { removeUndefinedValues: true }) },
      }));
      await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [table('audit')]: requests } }));
    }
  });

  const out = (name: string) => join(folder, name);
  const read = (name: string, file: string) => readFileSync(join(folder, name, file), 'utf8');

  test('exports a period, twice the same, in linear work', async () => {
    const actions = await awsActionsOf(aws.url, async () => {
      expect(await cli('audit', ...month, '--out', out('first'))).toMatchObject({
        ...{ exitCode: 0, output: '' },
        notes: 'Exported 10000 entries about 100 accounts. manifest.json says what there is.\n',
      });
    });
    const entries = read('first', 'entries.csv');
    const megabytes = entries.length / 2 ** 20;
    // One for each day and for each account, and one for each further megabyte that DynamoDB reads.
    const queries = actions.filter((action) => action === 'Query').length;
    expect(queries).toBeGreaterThanOrEqual(31 + people);
    expect(queries).toBeLessThan(2 * 31 + people + 4 * megabytes);
    expect(actions).not.toContain('Scan');

    expect(await cli('audit', ...month, '--out', out('second'))).toMatchObject({ exitCode: 0 });
    expect(readdirSync(out('first')).sort()).toEqual(['entries.csv', 'logins.csv', 'manifest.json']);
    for (const file of readdirSync(out('first'))) expect(read('second', file)).toBe(read('first', file));

    const [names = [], ...rows] = parseCsv(entries);
    expect(rows).toHaveLength(people * perPerson);
    const keys = rows.map((row) => `${row[names.indexOf('account')]} ${row[names.indexOf('position')]}`);
    expect(new Set(keys).size).toBe(people * perPerson);
    const places = rows.map((row) => ['recordedAt', 'entityId'].map((name) => row[names.indexOf(name)] ?? ''));
    const inOrder = places.map(([time = '', entity]) => `${time.slice(0, 10)} ${entity} ${time}`);
    expect(inOrder).toEqual(inOrder.toSorted());
  });

  test('says in the manifest what there is, and the digests hold', async () => {
    const manifest = JSON.parse(read('first', 'manifest.json'));
    expect(manifest).toEqual({
      ...{ version: 1, service: 'zuora-access', stage: 'local', form: 'csv', entityId: null },
      ...{ from: '2024-07-01T00:00:00.000Z', to: '2024-08-01T00:00:00.000Z', entries: 10_000, accounts: 100 },
      outcomes: [
        { entityId: germany, what: 'request', outcome: 'accepted', entries: 6600 },
        { entityId: japan, what: 'deny', outcome: 'accepted', entries: 100 },
        { entityId: japan, what: 'request', outcome: 'accepted', entries: 3300 },
      ],
      policies: [
        expect.objectContaining({ policy: 'policy-1', first: '2024-07-01T08:00:00.000Z' }),
        expect.objectContaining({ policy: 'policy-2', first: '2024-07-16T08:00:15.000Z' }),
      ],
      files: ['entries.csv', 'logins.csv'].map((name) => {
        const text = read('first', name);
        const sha256 = createHash('sha256').update(text).digest('hex');
        return { name, bytes: Buffer.byteLength(text), sha256 };
      }),
    });
    expect(read('first', 'manifest.json')).toMatch(/^\{\n {2}"accounts": 100,\n {2}"entityId"/);
  });

  test('has the logins apart, and no login in an entry', async () => {
    const logins = parseCsv(read('first', 'logins.csv'));
    expect(logins).toHaveLength(people + 1);
    expect(logins.slice(0, 2)).toEqual([
      ['account', 'login'],
      ['account-000', 'person-0@example.com'],
    ]);
    expect(logins).toContainEqual(['account-007', "'+ada@example.com"]);
    expect(read('first', 'entries.csv')).not.toContain('@example.com');
  });

  test('goes into no folder without a name, as of an empty variable', async () => {
    expect(await cli('audit', ...month, '--out', '')).toMatchObject({ exitCode: 2 });
  });

  test('has a hostile text as a text, and whole as JSON', async () => {
    const period = ['--from', '2024-07-02T00:00Z', '--to', '2024-07-03T00:00Z'];
    expect(await cli('audit', ...period, '--out', out('json'), '--json')).toMatchObject({ exitCode: 0 });
    const lines = read('json', 'entries.jsonl').trimEnd().split('\n');
    const entries: AuditEntry[] = lines.map((line) => JSON.parse(line));
    expect(entries.filter(({ account }) => account === 'account-007').map(({ detail }) => detail)).toEqual(
      Array.from({ length: 4 }, () => hostile),
    );
    const [, ...rows] = parseCsv((await cli('audit', ...period, '--csv')).output);
    expect(rows.flat()).toContain(`'${printable(hostile)}`);
  });

  test('prints the same as it exports, with exact bounds, and of one entity', async () => {
    const hour = ['--from', '2024-07-02T08:00:01Z', '--to', '2024-07-02T08:00:32Z'];
    const printed = await cli('audit', ...hour, '--csv');
    expect(await cli('audit', ...hour, '--out', out('hour'))).toMatchObject({ exitCode: 0 });
    expect(read('hour', 'entries.csv')).toBe(printed.output);
    const second = (seconds: string) => printed.output.includes(`2024-07-02T08:00:${seconds}.000Z`);
    expect([second('01'), second('32')]).toEqual([true, false]);
    const inJapan = await cli('audit', ...month, '--json', '--entity', 'japan', '--policy', policy);
    const lines = inJapan.output.trimEnd().split('\n');
    expect(new Set(lines.map((line) => JSON.parse(line).entityId))).toEqual(new Set([japan]));
    expect([lines.length, inJapan.notes]).toEqual([3400, '3400 entries.\n']);
  });

  test('prints a table with the logins, which fits the terminal', async () => {
    const moment = ['--from', '2024-07-02T08:00:01Z', '--to', '2024-07-02T08:00:01.001Z', '--policy', policy];
    const { exitCode, output, notes } = await cli('audit', ...moment);
    expect([exitCode, notes]).toEqual([0, '100 entries.\n']);
    const [heading, row] = tableCells(output);
    expect(heading).toEqual(['TIME', 'ENTITY', 'USER', 'WHAT', 'WHY', 'BY', 'EVENT']);
    expect(row?.slice(1, 4)).toEqual(['germany', 'person-0@example.com', 'access requested']);
  });

  test('ends when its reader has seen enough', async () => {
    const running = start({ AWS_ENDPOINT_URL: aws.url }, 'audit', ...month, '--json');
    await until(() => running.output() !== '');
    running.stopReading();
    expect(await running.finished).toMatchObject({ exitCode: 0, notes: '' });
  });

  test('leaves nothing behind when it is interrupted', async () => {
    const slow = await startStallingAws(aws.url, 3);
    const running = start({ AWS_ENDPOINT_URL: slow.url }, 'audit', ...month, '--out', out('interrupted'));
    await slow.stalled;
    expect(readdirSync(out('interrupted'))).toEqual(['entries.csv']);
    running.kill('SIGINT');
    await until(() => running.notes().includes('Interrupted: finishing'));
    slow.goOn();
    const { exitCode, notes } = await running.finished;
    slow.close();
    expect([exitCode, notes]).toEqual([1, expect.stringContaining('Interrupted. Nothing was kept.\n')]);
    expect(existsSync(out('interrupted'))).toBe(false);
  });

  test.each([3, 31 + 50])('is not complete when it is killed after %i queries', async (queries) => {
    const slow = await startStallingAws(aws.url, queries);
    const name = `killed-${queries}`;
    const running = start({ AWS_ENDPOINT_URL: slow.url }, 'audit', ...month, '--out', out(name));
    await slow.stalled;
    running.kill('SIGKILL');
    await running.finished;
    slow.close();
    expect(readdirSync(out(name))).toContain('entries.csv');
    expect(readdirSync(out(name))).not.toContain('manifest.json');
    expect(await cli('audit', ...month, '--out', out(name))).toMatchObject({
      ...{ exitCode: 1, notes: expect.stringContaining('is not empty; give a new folder') },
    });
  });

  test('refuses what may still be on its way', async () => {
    const now = new Date().toISOString();
    expect(await cli('audit', '--from', '2024-07-01', '--to', now)).toMatchObject({
      ...{ exitCode: 2, output: '', notes: expect.stringContaining('at least 15 minutes ago') },
    });
  });

  test.each([
    ['a period without length', ['--from', '2024-07-01', '--to', '2024-07-01'], '--from must be before --to.'],
    ['a period of eleven years', ['--from', '2013-07-01', '--to', '2024-07-01'], 'longer than ten years'],
    ['no --to', ['--from', '2024-07-01'], "option '--to <time>'"],
    ['a time without zone', ['--from', '2024-07-01T08:00', '--to', '2024-07-02'], 'It must be a date'],
  ])('refuses %s', async (_, args, notes) => {
    expect(await cli('audit', ...args)).toMatchObject({
      ...{ exitCode: 2, output: '', notes: expect.stringContaining(notes) },
    });
  });
});

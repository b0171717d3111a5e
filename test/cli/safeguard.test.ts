/** `safeguard …`, and what other commands tell of people who wait, over a table of people. */
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { policy, reading, revoking } from '../../fuzz/fixtures/policies.ts';
import type { ChangeKind } from '../../lib/identity/reading.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { safeguardOf } from '../../lib/safeguard/safeguard.ts';
import { SafeguardStore } from '../../lib/safeguard/safeguard-store.ts';
import { operatorEntries } from '../operator-entries.ts';
import { useAuditTable } from '../services/audit-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';
import { tableCells } from './table-cells.ts';

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQSClient(options));
const settings = { people: 'zuora-access-local-people', personRetentionDays: 400, awsTimeout: 10_000 };

/** One may leave in an hour, and one may be given something. */
const by = policy({
  on: revoking,
  safeguard: { revocations: { people: 1, percent: 0, percentADay: 0 }, grants: { people: 3, percent: 0 } },
});

useAuditTable(dynamodb, 'zuora-access-local-audit');
beforeAll(async () => {
  // What a stage is known by.
  for (const name of ['ledger', 'accounts', 'people']) await createLedgerTable(dynamodb, `zuora-access-local-${name}`);
  await createStageQueues(sqs);
  for (const login of logins.slice(0, 3))
    await say(login, 'joined', '2026-11-20T08:00:00.000Z', { department: 'Billing' });
  for (const login of logins) await say(login, 'left', '2026-11-21T08:00:00.000Z');
});

const logins = ['ada@example.com', 'grace@example.com', 'hedy@example.com'];

async function say(userName: string, change: ChangeKind, time: string, others: object = {}): Promise<void> {
  const said = reading(change, {}, { id: `${change} ${time}`, time, person: { userName, ...others } });
  const safeguard = safeguardOf(SafeguardStore.over(dynamodb, settings, Date.now), by);
  const people = new People(new PeopleTable(dynamodb, settings, Date.now), by, Date.now, safeguard);
  await people.learn([sightingOf(by, { reading: said, source: 'okta' })]);
}

const cli = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, ...args);

async function json(...args: string[]) {
  return JSON.parse((await cli(...args, '--json')).output);
}

/** The only set. */
async function theSet(): Promise<string> {
  const { sets } = await json('safeguard', 'status');
  expect(sets).toHaveLength(1);
  return sets[0].set;
}

describe('people who wait', () => {
  test('are listed by set, and by name', async () => {
    const set = await theSet();
    const status = await cli('safeguard', 'status');
    expect(tableCells(status.output)).toEqual([
      ['SET', 'STATE', 'CAUSE', 'CHANGES', 'PEOPLE', 'LEAVERS', 'WAITING'],
      [set, 'open', 'source okta', 'revocations', '2', '2', expect.any(String)],
    ]);
    const { output, notes } = await cli('safeguard', 'show', set);
    expect(tableCells(output).map(([user, change, entity, source]) => [user, change, entity, source])).toEqual([
      ['USER', 'CHANGE', 'ENTITY', 'RULES OR SOURCES'],
      ['grace@example.com', 'left', 'all', 'okta'],
      ['hedy@example.com', 'left', 'all', 'okta'],
    ]);
    expect(notes).toContain(`Set ${set}, open: revocations of 2 people by source okta.`);
    expect(await json('safeguard', 'show', set)).toMatchObject({
      ...{ set, state: 'open', count: 2, leavers: 2 },
      people: [{ username: 'grace@example.com' }, { username: 'hedy@example.com' }],
    });
  });

  test('are shown as waiting', async () => {
    const set = await theSet();
    const { output } = await cli('people', 'show', 'grace@example.com');
    expect(output).toContain('Waits for an operator');
    expect(output).toContain(set);
    expect((await json('people', 'show', 'grace@example.com')).quarantined).toMatchObject([{ kind: 'leaving', set }]);
    expect((await json('people', 'show', 'ada@example.com')).quarantined).toEqual([]);
  });

  test('nobody does in a set that is not there, and nobody can be released who does not wait', async () => {
    expect(await cli('safeguard', 'show', 'ffffffffffff')).toMatchObject({
      ...{ exitCode: 1, notes: expect.stringContaining('Nobody waits in a set ffffffffffff of stage local.') },
    });
    const release = await cli('safeguard', 'release', await theSet(), '--only', 'ada@example.com', '--yes');
    expect(release).toMatchObject({ exitCode: 1, notes: expect.stringContaining('ada@example.com does not wait') });
  });

  test('are asked about before anything is written', async () => {
    const set = await theSet();
    for (const command of ['release', 'keep']) {
      const { exitCode, notes } = await cli('safeguard', command, set);
      expect({ exitCode, notes }).toMatchObject({ exitCode: 2, notes: expect.stringContaining('Give --yes') });
    }
    expect(await theSet()).toBe(set);
  });

  test('are released by name, kept, and released as a whole', async () => {
    const set = await theSet();
    const one = await cli('safeguard', 'release', set, '--only', 'grace@example.com', '--yes');
    expect(one).toMatchObject({ exitCode: 0, notes: expect.stringContaining('1 person will be decided anew') });
    expect(await json('safeguard', 'show', set)).toMatchObject({
      count: 1,
      people: [{ username: 'hedy@example.com' }],
    });
    expect(await cli('safeguard', 'keep', set, '--yes')).toMatchObject({ exitCode: 0 });
    expect((await json('safeguard', 'status')).sets).toMatchObject([{ set, state: 'kept', count: 1 }]);
    // A command that was cut off is repeated.
    expect(await cli('safeguard', 'keep', set, '--yes')).toMatchObject({ exitCode: 0 });
    expect(await cli('safeguard', 'release', set, '--yes')).toMatchObject({ exitCode: 0, output: `${set}\n` });
    expect((await json('safeguard', 'status')).sets).toMatchObject([{ set, state: 'released' }]);
    expect(await operatorEntries(dynamodb)).toEqual(
      ['release', 'keep', 'keep', 'release'].map(
        (what) => `${what} set ${set} begun by arn:aws:iam::000000000000:root`,
      ),
    );
  });
});

describe('an expectation', () => {
  test('is announced, and shown', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { exitCode, output } = await cli(
      'safeguard',
      'expect',
      '--count',
      '400',
      '--until',
      until,
      '--source',
      'workday',
      '--yes',
    );
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: `400 people are expected to lose access from workday until ${until}.\n`,
    });
    await cli('safeguard', 'expect', '--count', '70', '--until', until, '--grants', '--yes');
    expect((await json('safeguard', 'status')).expected).toEqual([
      { direction: 'revocations', count: 400, until, source: 'workday' },
      { direction: 'grants', count: 70, until, source: null },
    ]);
  });

  test.each([
    ['2020-01-01', 'within the next 7 days'],
    ['2999-01-01', 'within the next 7 days'],
    ['soon', 'a date'],
  ])('until %s is refused', async (until, problem) => {
    const refused = await cli('safeguard', 'expect', '--count', '400', '--until', until, '--yes');
    expect(refused).toMatchObject({ exitCode: 2, notes: expect.stringContaining(problem) });
  });
});

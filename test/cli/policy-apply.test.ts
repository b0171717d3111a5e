/** `policy apply`, over people whom a stage remembers. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkedPolicy, reading, revoking, written } from '../../fuzz/fixtures/policies.ts';
import { sightingOf } from '../../lib/people/identification.ts';
import { People } from '../../lib/people/people.ts';
import { PeopleTable } from '../../lib/people/people-table.ts';
import { policyHash } from '../../lib/policy/policy-hash.ts';
import { InForceTable } from '../../lib/policy-in-force/in-force-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { run } from './command.ts';

const resource = (name: string) => `zuora-access-local-${name}`;

const aws = useAws();
const dynamodb = aws.client((options) => new DynamoDB(options));
const sqs = aws.client((options) => new SQS({ ...options, useQueueUrlAsEndpoint: false }));
const settings = { people: resource('people'), personRetentionDays: 400, awsTimeout: 10_000 };
const table = new InForceTable(dynamodb, settings, Date.now);

const [, billing] = written().rules;
const old = written({ on: revoking, rules: [billing] });
/** Nobody holds it, and one may lose something within an hour. */
const next = written({
  on: revoking,
  rules: [{ id: 'sales', when: { department: ['Sales'] }, grant: ['japan'] }],
  safeguard: { revocations: { people: 1, percent: 0, percentADay: 0 }, grants: { people: 3, percent: 0 } },
});

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'policy-apply-'));
  // What a stage is known by.
  for (const name of ['ledger', 'people']) await createLedgerTable(dynamodb, resource(name));
  await createStageQueues(sqs);
  await sqs.createQueue({ QueueName: resource('person-looks') });
  const by = checkedPolicy(old);
  const people = new People(new PeopleTable(dynamodb, settings, Date.now), by, Date.now);
  for (const userName of ['ada@example.com', 'bob@example.com', 'cyd@example.com']) {
    const said = reading('joined', {}, { person: { userName, department: 'Billing' } });
    await people.learn([sightingOf(by, { source: 'scim', reading: said })]);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

/** JSON is YAML too. */
function file(name: string, policy: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(policy));
  return path;
}

const apply = (...args: string[]) => run({ AWS_ENDPOINT_URL: aws.url }, 'policy', 'apply', ...args);

/** The walks that begin later. */
async function delayed(): Promise<string | undefined> {
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: resource('person-looks') });
  const name = 'ApproximateNumberOfMessagesDelayed';
  const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: [name] });
  return Attributes?.[name];
}

const hashOf = (policy: object) => policyHash(checkedPolicy(policy));

test('a policy is compared with the one in force, asked about, and put in force', async () => {
  const first = await apply(file('old.yml', old), '--yes');
  expect(first).toMatchObject({ exitCode: 0, output: `${hashOf(old)}\n` });
  expect(first.notes.split('\n')).toEqual([
    'No policy is in force yet, so there is none to compare with.',
    'To apply it changes nothing of anybody.',
    'Applied. Within a minute all functions decide by it. After 4m everybody is decided anew. Follow it with tail.',
    '',
  ]);
  expect(await delayed()).toBe('1');

  const tried = await apply(file('next.yml', next), '--dry-run');
  expect(tried.output).toMatch(/^ada@example\.com +france +loses +granted by billing +not granted/m);
  expect(tried.notes).toContain(`In force: policy ${hashOf(old).slice(0, 10)}, since 20`);
  expect(tried.notes).toContain(' by arn:aws:iam::000000000000:root.\n');
  expect(tried.notes).toContain('3 people lose germany, 3 lose france. 3 people compared.\n');
  expect(tried.notes).toContain(
    'To apply it decides: 3 people lose access.\nThe safeguard lets 1 person lose access within an hour.',
  );
  expect(tried.notes).toContain('safeguard expect --count 3 --until <time> --stage local\n');
  expect(await apply(file('next.yml', next))).toMatchObject({
    ...{ exitCode: 2, notes: expect.stringContaining('Give --yes') },
  });
  expect([await delayed(), (await table.read())?.hash]).toEqual(['1', hashOf(old)]);

  const { exitCode, output } = await apply(file('next.yml', next), '--yes', '--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(output)).toMatchObject({
    policy: hashOf(next),
    inForce: { hash: hashOf(old), sequence: 1 },
    applied: { hash: hashOf(next), sequence: 2, appliedBy: 'arn:aws:iam::000000000000:root' },
    changed: { revocations: 3, grants: 0, reported: 0 },
    overLimit: [{ direction: 'revocations', people: 3, limit: 1 }],
    totals: [
      { effect: 'loses', entity: 'germany', people: 3 },
      { effect: 'loses', entity: 'france', people: 3 },
    ],
  });
  expect([await delayed(), (await table.read())?.hash]).toEqual(['2', hashOf(next)]);

  const again = await apply(file('next.yml', next), '--yes');
  expect(again.notes).toContain('It is the same. To apply it again decides about everybody anew.');
  expect([await delayed(), (await table.read())?.sequence]).toEqual(['3', 2]);
});

test('a policy that is not sound is refused before anybody is read', async () => {
  const { exitCode, notes } = await apply(file('unsound.yml', { ...next, version: 2 }), '--yes');
  expect([exitCode, notes]).toEqual([1, expect.stringContaining('has 1 problem: run zuora-access policy check')]);
});

/** `npx serverless` deploys, upgrades and removes a stage on an AWS that knows nothing of this service. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeTableCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { templateFile } from '../../local/template.ts';
import { functions, onAccounts, personLooks, withEvents, withoutEvents } from '../infrastructure/operations.ts';
import { guarded } from '../infrastructure/variants.ts';
import { DeployedStage } from './deployed-stage.ts';
import { runServerless } from './serverless.ts';
import { sharedAws } from './shared-aws.ts';

const { stage } = guarded;
const aws = sharedAws();
const deployed = new DeployedStage(aws, stage);
const folder = mkdtempSync(join(tmpdir(), 'zuora-access-deployment-'));
afterAll(() => {
  deployed.close();
  rmSync(folder, { recursive: true });
});

/** With everything on that is off by default, but for another account's topic, and tags: moto cannot tag a key. */
const { snsTopic: _, tags: __, ...guards } = guarded.guards ?? {};

async function deploy(changes: Record<string, string> = {}): Promise<void> {
  const parameters = Object.entries({ ...guards, ...changes }).map(([name, value]) => `--param=${name}=${value}`);
  const options = ['--stage', stage, '--package', folder, ...parameters];
  await runServerless(aws, 'package', ...options);
  expect(await runServerless(aws, 'deploy', ...options)).toContain(`Service deployed to stack ${deployed.name}`);
}

beforeAll(() => deploy());

const templateForm = z.object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) });

test('everything in the template is created, but for the types that docs/deploy.md names', async () => {
  const { Resources } = templateForm.parse(JSON.parse(readFileSync(join(folder, templateFile), 'utf8')));
  const guide = readFileSync(join(__dirname, '../../docs/deploy.md'), 'utf8');
  const created = await deployed.resources();
  const missing = Object.entries(Resources).filter(([id, { Type }]) => !created.has(id) && !guide.includes(Type));
  expect(missing).toEqual([]);
});

test('the bucket of the deployment holds template and bundles', async () => {
  const bundles = functions.map(({ name }) => `${name}.zip`);
  expect((await deployed.artifacts()).sort()).toEqual(
    [...bundles, 'compiled-cloudformation-template.json', 'serverless-state.json'].sort(),
  );
});

test('the ledger is a table that is paid by request', async () => {
  const { Table } = await deployed.dynamodb.send(new DescribeTableCommand({ TableName: `${deployed.name}-ledger` }));
  expect(Table).toMatchObject({
    TableStatus: 'ACTIVE',
    KeySchema: [{ AttributeName: 'identity', KeyType: 'HASH' }],
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
  });
});

describe.each(withEvents)('$name', (operation) => {
  const { name, queue, role, isRecorded } = operation;
  const isOnAccounts = onAccounts.includes(operation);

  test('has an encrypted queue, whose dead letters go to its own dead-letter queue', async () => {
    const deadLetterQueue = await deployed.queueAttributes(`${queue}-dlq`);
    const { RedrivePolicy = '', ...attributes } = await deployed.queueAttributes(queue);
    const key = (await deployed.resources()).get('EncryptionKey');
    const KmsMasterKeyId = expect.stringMatching(`:key/${key}$`);
    expect(attributes).toMatchObject({ VisibilityTimeout: '720', MessageRetentionPeriod: '345600', KmsMasterKeyId });
    expect(deadLetterQueue).toMatchObject({ MessageRetentionPeriod: '1209600', KmsMasterKeyId });
    expect(JSON.parse(RedrivePolicy)).toEqual({
      deadLetterTargetArn: deadLetterQueue['QueueArn'],
      maxReceiveCount: 100,
    });
  });

  test('is told of its dead-letter queue', async () => {
    expect(await deployed.function(name)).toMatchObject({
      Environment: { Variables: { ZUORA_ACCESS_DEAD_LETTER_QUEUE: `${deployed.name}-${queue}-dlq` } },
    });
  });

  test('may touch its own queues, its tables and its log, and nothing by wildcard', async () => {
    const { QueueArn } = await deployed.queueAttributes(queue);
    const { QueueArn: deadLetterQueueArn } = await deployed.queueAttributes(`${queue}-dlq`);
    const allowed = await deployed.allowed(role);
    const logStreams = expect.stringMatching(`:log-group:/aws/lambda/${deployed.name}-${name}:log-stream:\\*$`);
    const receivers = isRecorded
      ? []
      : ['user-access-requests', 'access-revocations', 'access-decisions', 'person-looks'];
    const others = receivers.map((receiver) => expect.stringMatching(`:${deployed.name}-${receiver}$`));
    const woken = isRecorded ? [] : [QueueArn];
    const tables = isRecorded ? ['ledger', ...(isOnAccounts ? ['accounts', 'audit'] : [])] : ['ledger', 'people'];
    const ofTables = tables.map((table) => expect.stringMatching(`:table/${deployed.name}-${table}$`));
    const schedules = isRecorded ? [] : [expect.stringMatching(`:schedule/${deployed.name}-announced-changes/\\*$`)];
    expect(allowed.filter((arn) => arn.includes(':sqs:'))).toEqual([QueueArn, deadLetterQueueArn, ...others, ...woken]);
    expect(allowed.filter((arn) => arn.includes(':dynamodb:'))).toEqual(ofTables);
    expect(allowed.filter((arn) => arn.includes('*'))).toEqual([...schedules, logStreams]);
  });
});

describe.each(withoutEvents)('$name', (operation) => {
  const { name, queue, role, receivers } = operation;
  // A walk that finds many people has nobody who sends it again.
  const isForPeople = personLooks.includes(operation);

  test('has an encrypted queue, and no dead letters', async () => {
    const MessageRetentionPeriod = isForPeople ? '345600' : '3600';
    const key = (await deployed.resources()).get('EncryptionKey');
    const KmsMasterKeyId = expect.stringMatching(`:key/${key}$`);
    const { RedrivePolicy, ...attributes } = await deployed.queueAttributes(queue);
    expect(attributes).toMatchObject({ VisibilityTimeout: '720', MessageRetentionPeriod, KmsMasterKeyId });
    expect(RedrivePolicy).toBeUndefined();
    expect(await deployed.queues()).not.toContain(`${queue}-dlq`);
  });

  test('may touch its own queue and those that it sends to', async () => {
    const { QueueArn } = await deployed.queueAttributes(queue);
    const others = receivers.map((receiver) => expect.stringMatching(`:${deployed.name}-${receiver}$`));
    const allowed = await deployed.allowed(role);
    const logStreams = expect.stringMatching(`:log-group:/aws/lambda/${deployed.name}-${name}:log-stream:\\*$`);
    const itself = isForPeople ? [QueueArn] : [];
    expect(allowed.filter((arn) => arn.includes(':sqs:'))).toEqual([QueueArn, ...others, ...itself]);
    expect(allowed.filter((arn) => arn.includes('*'))).toEqual([logStreams]);
  });
});

// What it may do there is in test/infrastructure.
test('the function that sweeps may touch the indexes of what is due, and the table of people', async () => {
  const allowed = await deployed.allowed('SweepAccountsRole');
  expect(allowed.filter((arn) => arn.includes(':dynamodb:'))).toEqual([
    expect.stringMatching(`:table/${deployed.name}-accounts/index/due$`),
    expect.stringMatching(`:table/${deployed.name}-people/index/due$`),
    // Of three statements, each with a condition of its own.
    expect.stringMatching(`:table/${deployed.name}-people$`),
    expect.stringMatching(`:table/${deployed.name}-people$`),
    expect.stringMatching(`:table/${deployed.name}-people$`),
  ]);
});

describe.each(functions)('$name', ({ name, queue }) => {
  test('is fed from its queue, in batches whose failures it reports one by one', async () => {
    expect(await deployed.mappings(queue)).toEqual([
      expect.objectContaining({
        FunctionArn: expect.stringMatching(`:function:${deployed.name}-${name}$`),
        BatchSize: 10,
        FunctionResponseTypes: ['ReportBatchItemFailures'],
        ScalingConfig: { MaximumConcurrency: 2 },
        State: 'Enabled',
      }),
    ]);
  });

  test('runs the bundle that was packaged, with the settings of its stage', async () => {
    const archive = readFileSync(join(folder, `${name}.zip`));
    expect(await deployed.function(name)).toMatchObject({
      CodeSha256: createHash('sha256').update(archive).digest('base64'),
      Handler: `functions/${name}.handler`,
      Runtime: 'nodejs24.x',
      Timeout: 120,
      Environment: {
        Variables: { ZUORA_ACCESS_STAGE: stage },
      },
    });
  });

  test('keeps its log for 400 days', async () => {
    expect((await deployed.logRetention()).get(`/aws/lambda/${deployed.name}-${name}`)).toBe(400);
  });
});

describe('deployed again with another parameter, the stage', () => {
  const TableName = `${deployed.name}-ledger`;
  const Key = { identity: { S: 'an event of before' } };

  beforeAll(async () => {
    const QueueUrl = await deployed.queueUrl('entity-connections-dlq');
    await deployed.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a dead letter of before' }));
    await deployed.dynamodb.send(new PutItemCommand({ TableName, Item: Key }));
    await deploy({ visibilityTimeout: '900' });
  });

  test('has what was changed', async () => {
    for (const { queue } of functions) {
      expect(await deployed.queueAttributes(queue)).toMatchObject({ VisibilityTimeout: '900' });
    }
  });

  test('has kept its messages and its ledger', async () => {
    const QueueUrl = await deployed.queueUrl('entity-connections-dlq');
    const { Messages } = await deployed.sqs.send(new ReceiveMessageCommand({ QueueUrl }));
    expect(Messages).toEqual([expect.objectContaining({ Body: 'a dead letter of before' })]);
    expect((await deployed.dynamodb.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(Key);
  });

  test('leaves its dead letters and its ledger behind when it is removed', async () => {
    await runServerless(aws, 'remove', '--stage', stage);
    await expect(deployed.resources()).rejects.toThrow('does not exist');
    const queues = await deployed.queues();
    expect(queues.filter((queue) => !queue.endsWith('-dlq'))).toEqual([]);
    expect(queues).toEqual(expect.arrayContaining(withEvents.map(({ queue }) => `${queue}-dlq`)));
    expect((await deployed.dynamodb.send(new GetItemCommand({ TableName, Key }))).Item).toEqual(Key);
  });
});

import { randomUUID } from 'node:crypto';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  deployQueues,
  deploySchedule,
  deployScheduleGroup,
  deploySecret,
  deployTable,
} from '../../local/deployment.ts';
import { embeddedAws } from '../../operator/aws-access.ts';
import { type AwsClients, awsClients } from '../../operator/aws-clients.ts';
import { useAws } from '../services/use-aws.ts';

const aws = useAws();
let clients: AwsClients;
beforeAll(() => {
  clients = awsClients(embeddedAws(aws.url));
});
afterAll(() => {
  for (const client of Object.values(clients)) client.destroy();
});

test('queues that are there get new attributes and keep their messages', async () => {
  const sqs = new SQS(embeddedAws(aws.url));
  const dlq = { name: `${randomUUID()}-dlq`, attributes: {} };
  const source = (visibility: number) => ({
    name: dlq.name.replace('-dlq', ''),
    attributes: { VisibilityTimeout: String(visibility) },
    redrive: { deadLetterQueueId: 'Dlq', maxReceiveCount: 100 },
  });
  const deploy = (visibility: number) =>
    deployQueues(
      clients.sqs,
      new Map([
        ['Source', source(visibility)], // first, though it needs the other
        ['Dlq', dlq],
      ]),
    );

  const { url: QueueUrl } = (await deploy(30)).get('Source') ?? {};
  await sqs.sendMessage({ QueueUrl, MessageBody: 'kept' });
  const { arn } = (await deploy(90)).get('Dlq') ?? {};

  const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
  expect(Attributes).toMatchObject({ VisibilityTimeout: '90', ApproximateNumberOfMessages: '1' });
  expect(JSON.parse(Attributes['RedrivePolicy'] ?? '')).toEqual({ deadLetterTargetArn: arn, maxReceiveCount: 100 });
  sqs.destroy();
});

test('a table that is there stays', async () => {
  const deploy = () =>
    deployTable(clients.dynamodb, {
      TableName: 'stays',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
  await deploy();
  await expect(deploy()).resolves.toBeUndefined();
});

test('a table that is there gets the indexes that it lacks, and keeps its items', async () => {
  const bare = {
    TableName: 'without-index',
    BillingMode: 'PAY_PER_REQUEST' as const,
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' as const }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' as const }],
  };
  const indexed = {
    ...bare,
    AttributeDefinitions: [...bare.AttributeDefinitions, { AttributeName: 'due', AttributeType: 'S' as const }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' as const }],
        Projection: { ProjectionType: 'KEYS_ONLY' as const },
      },
    ],
  };
  await deployTable(clients.dynamodb, bare);
  const dynamodb = new DynamoDB(embeddedAws(aws.url));
  const ids = Array.from({ length: 60 }, (_, index) => `item-${index}`);
  for (const id of ids)
    await dynamodb.putItem({ TableName: 'without-index', Item: { id: { S: id }, due: { S: 'due' } } });
  await deployTable(clients.dynamodb, indexed);
  await deployTable(clients.dynamodb, indexed);

  const { Items = [] } = await dynamodb.query({
    TableName: 'without-index',
    IndexName: 'due',
    KeyConditionExpression: 'due = :due',
    ExpressionAttributeValues: { ':due': { S: 'due' } },
  });
  expect(Items.map(({ id }) => id?.S).toSorted()).toEqual(ids.toSorted());
  dynamodb.destroy();
});

test('a group of schedules that is there stays', async () => {
  const scheduler = new Scheduler(embeddedAws(aws.url));
  const deploy = () => deployScheduleGroup(clients.scheduler, { Name: 'stays' });
  await deploy();
  await expect(deploy()).resolves.toBeUndefined();
  expect(await scheduler.listSchedules({ GroupName: 'stays' })).toMatchObject({ Schedules: [] });
  scheduler.destroy();
});

test('a schedule that is there stays, and goes on counting', async () => {
  const scheduler = new Scheduler(embeddedAws(aws.url));
  const queues = await deployQueues(clients.sqs, new Map([['Swept', { name: 'swept', attributes: {} }]]));
  await deployScheduleGroup(clients.scheduler, { Name: 'sweeps' });
  const deploy = () =>
    deploySchedule(
      clients.scheduler,
      {
        Name: 'every-minute',
        GroupName: 'sweeps',
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        queueId: 'Swept',
        input: '{}',
        retryPolicy: { MaximumEventAgeInSeconds: 60 },
      },
      queues,
    );
  const created = async () =>
    (await scheduler.getSchedule({ GroupName: 'sweeps', Name: 'every-minute' })).CreationDate?.getTime();
  await deploy();
  const first = await created();
  await expect(deploy()).resolves.toBeUndefined();
  expect(await created()).toBe(first);
  scheduler.destroy();
});

test('a secret gets a new version only if its value changes', async () => {
  const secrets = new SecretsManager(embeddedAws(aws.url));
  const name = randomUUID();
  async function version(value?: string) {
    await deploySecret(clients.secrets, { name }, value);
    return secrets.getSecretValue({ SecretId: name }).then(
      ({ VersionId }) => VersionId,
      (error: Error) => error.name,
    );
  }

  expect(await version()).toBe('ResourceNotFoundException');
  const first = await version('1');
  expect(await version('1')).toBe(first);
  expect(await version()).toBe(first);
  expect(await version('2')).not.toBe(first);
  secrets.destroy();
});

/** Creates the template's resources over the AWS API, and leaves existing ones alone. */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  type DynamoDBClient,
  ResourceInUseException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  ConflictException,
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  type SchedulerClient,
} from '@aws-sdk/client-scheduler';
import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  QueueDoesNotExist,
  SetQueueAttributesCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { unzipSync } from 'fflate';
import { siblingArn } from '../lib/arn.ts';
import { addIndexes } from './index-adding.ts';
import type { QueueResource, SecretResource } from './template.ts';
import type { ScheduleGroupResource, ScheduleResource } from './template-schedules.ts';
import type { TableResource } from './template-table.ts';

export interface DeployedQueue {
  readonly url: string;
  readonly arn: string;
}

/** Creates the queues, or updates their attributes. They keep their messages. Keys are logical ids. */
export async function deployQueues(
  sqs: SQSClient,
  queues: ReadonlyMap<string, QueueResource>,
): Promise<ReadonlyMap<string, DeployedQueue>> {
  const deployed = new Map<string, DeployedQueue>();
  // Dead-letter queues first: their ARNs are attributes of their source queues.
  const ordered = [...queues].sort(([, a], [, b]) => Number(a.redrive !== undefined) - Number(b.redrive !== undefined));
  for (const [id, queue] of ordered) deployed.set(id, await deployQueue(sqs, queue, deployed));
  return deployed;
}

async function deployQueue(
  sqs: SQSClient,
  { name, attributes, redrive }: QueueResource,
  deployed: ReadonlyMap<string, DeployedQueue>,
): Promise<DeployedQueue> {
  const Attributes = {
    ...attributes,
    ...(redrive && {
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: pick(deployed, redrive.deadLetterQueueId).arn,
        maxReceiveCount: redrive.maxReceiveCount,
      }),
    }),
  };
  const existing = await sqs.send(new GetQueueUrlCommand({ QueueName: name })).catch((error: unknown) => {
    if (error instanceof QueueDoesNotExist) return undefined;
    throw error;
  });
  const { QueueUrl } = existing ?? (await sqs.send(new CreateQueueCommand({ QueueName: name, Attributes })));
  if (existing) await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  const described = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  const arn = described.Attributes?.['QueueArn'];
  if (QueueUrl === undefined || arn === undefined) throw new Error(`SQS gave no URL or no ARN for the queue ${name}`);
  return { url: QueueUrl, arn };
}

/** Creates the table, or the indexes that it lacks, and waits until it can be used. */
export async function deployTable(dynamodb: DynamoDBClient, table: TableResource): Promise<void> {
  const created = await dynamodb.send(new CreateTableCommand(table)).catch(ignoring(ResourceInUseException));
  if (created === undefined) await addIndexes(dynamodb, table);
  await waitUntilTableExists(
    { client: dynamodb, maxWaitTime: 60, minDelay: 1, maxDelay: 1 },
    { TableName: table.TableName },
  );
}

/** Creates the secret, unless it exists, and sets its value if one is given. */
export async function deploySecret(
  secrets: SecretsManagerClient,
  { name, description }: SecretResource,
  value?: string,
): Promise<void> {
  await secrets
    .send(new CreateSecretCommand({ Name: name, Description: description }))
    .catch(ignoring(ResourceExistsException));
  if (value === undefined) return;
  const current = await secrets
    .send(new GetSecretValueCommand({ SecretId: name }))
    .catch(ignoring(ResourceNotFoundException)); // it has no value yet
  if (current?.SecretString !== value) {
    await secrets.send(new PutSecretValueCommand({ SecretId: name, SecretString: value }));
  }
}

/** Creates the group, unless it exists. It keeps its schedules. */
export async function deployScheduleGroup(scheduler: SchedulerClient, group: ScheduleGroupResource): Promise<void> {
  await scheduler.send(new CreateScheduleGroupCommand(group)).catch(ignoring(ConflictException));
}

/** Creates the schedule, unless it exists. It goes on counting from its first creation. */
export async function deploySchedule(
  scheduler: SchedulerClient,
  { queueId, input, retryPolicy, ...schedule }: ScheduleResource,
  queues: ReadonlyMap<string, DeployedQueue>,
): Promise<void> {
  const { arn: Arn } = pick(queues, queueId);
  // The local stack creates no roles, and an endpoint on this machine asks for none.
  const RoleArn = siblingArn(Arn, 'role/scheduler', 'iam', '');
  const Target = { Arn, RoleArn, Input: input, RetryPolicy: retryPolicy };
  await scheduler.send(new CreateScheduleCommand({ ...schedule, Target })).catch(ignoring(ConflictException));
}

/** Unpacks a function's zip file into a folder, and replaces the folder's content. */
export async function unpack(archive: string, folder: string): Promise<void> {
  const files = unzipSync(await readFile(archive));
  await rm(folder, { recursive: true, force: true });
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/**
 * The resource of a logical id of the template.
 *
 * @throws Error if the template does not define it
 */
export function pick<T>(resources: ReadonlyMap<string, T>, id: string): T {
  const resource = resources.get(id);
  if (resource === undefined) throw new Error(`The template refers to ${id}, but does not define such a resource`);
  return resource;
}

function ignoring(
  kind:
    | typeof ResourceInUseException
    | typeof ResourceExistsException
    | typeof ResourceNotFoundException
    | typeof ConflictException,
) {
  return (error: unknown): undefined => {
    if (!(error instanceof kind)) throw error;
  };
}

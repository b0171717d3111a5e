/** What translation needs of AWS, without a network: a model of DynamoDB, queues that keep order, and schedules that nobody runs. */
import { type BatchGetItemCommandInput, DynamoDB, type ScanCommandInput } from '@aws-sdk/client-dynamodb';
import { Scheduler } from '@aws-sdk/client-scheduler';
import { SQS } from '@aws-sdk/client-sqs';
import { dueIndex } from '../../../lib/due-index.ts';
import { answerTo, DynamodbTable, type Item } from '../../../models/dynamodb-table.ts';
import type { AwsParts } from './translation.ts';

const anywhere = {
  region: 'us-east-1',
  endpoint: 'http://localhost:1',
  credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
};

interface ModelAws extends AwsParts {
  readonly table: DynamodbTable;
  /** The bodies on each queue, by its name. */
  readonly queues: ReadonlyMap<string, readonly string[]>;
}

/** @param now milliseconds since the epoch */
export function modelAws(now: () => number): ModelAws {
  const table = new DynamodbTable(now);
  const queues = new Map<string, string[]>();
  const dynamodb = answered(new DynamoDB(anywhere), (command, input) => answerOfTable(table, command, input));
  const sqs = answered(new SQS(anywhere), (command, input) => answerOfQueue(queues, command, input));
  return { dynamodb, sqs, scheduler: answered(new Scheduler(anywhere), () => ({})), table, queues };
}

type Input = Readonly<Record<string, unknown>>;

interface Client {
  readonly middlewareStack: { add(middleware: never, options: { step: 'initialize'; priority: 'high' }): void };
}

/** The client with answers of a model. */
function answered<Called extends Client>(
  client: Called,
  answer: (command: string | undefined, input: Input) => object,
): Called {
  const middleware = (_: unknown, { commandName }: { readonly commandName?: string }) => {
    return async ({ input }: { readonly input: Input }) => ({
      response: undefined,
      output: { ...answer(commandName, input), $metadata: {} },
    });
  };
  client.middlewareStack.add(middleware as never, { step: 'initialize', priority: 'high' });
  return client;
}

function answerOfTable(table: DynamodbTable, command: string | undefined, input: Input): object {
  switch (command) {
    case 'GetItemCommand':
      return { Item: table.get(input as never) };
    case 'UpdateItemCommand':
      return answerTo(input, table.update(input as never));
    case 'BatchGetItemCommand':
      return { Responses: batchOf(table, Object(input['RequestItems'])) };
    case 'ScanCommand':
      return { Items: itemsOf(table, input as unknown as ScanCommandInput) };
    case 'QueryCommand':
      return { Items: dueItems(table, input) };
    case 'DescribeTableCommand':
      return { Table: { TableStatus: 'ACTIVE' } };
    case 'CreateTableCommand':
      return {};
    default:
      throw new Error(`No model answers ${command}`);
  }
}

function batchOf(table: DynamodbTable, requests: NonNullable<BatchGetItemCommandInput['RequestItems']>): object {
  return Object.fromEntries(
    Object.entries(requests).map(([TableName, { Keys = [] }]) => [
      TableName,
      Keys.map((Key) => table.get({ TableName, Key })).filter((item) => item !== undefined),
    ]),
  );
}

/** Whoever scans for more than a prefix filters again. */
function itemsOf(
  table: DynamodbTable,
  { TableName, ExpressionAttributeValues }: Pick<ScanCommandInput, 'TableName' | 'ExpressionAttributeValues'>,
) {
  const prefix = ExpressionAttributeValues?.[':prefix']?.S ?? '';
  const begin = JSON.stringify([TableName]).slice(0, -1);
  return [...table.items].flatMap(([id, item]) =>
    id.startsWith(begin) && item['identity']?.S?.startsWith(prefix) ? [item] : [],
  );
}

function dueItems(table: DynamodbTable, input: Input): readonly object[] {
  const values: Item = Object(input['ExpressionAttributeValues']);
  const dueAt = (item: Item) => Number(item[dueIndex.sortKey]?.N);
  return itemsOf(table, { TableName: String(input['TableName']), ExpressionAttributeValues: undefined })
    .filter(
      (item) => item[dueIndex.partitionKey]?.S === values[':partition']?.S && dueAt(item) <= Number(values[':at']?.N),
    )
    .toSorted((one, other) => dueAt(one) - dueAt(other));
}

function answerOfQueue(queues: Map<string, string[]>, command: string | undefined, input: Input): object {
  const name = String(input['QueueUrl'] ?? input['QueueName']);
  const bodies = queues.get(name) ?? [];
  queues.set(name, bodies);
  switch (command) {
    case 'SendMessageCommand':
      bodies.push(String(input['MessageBody']));
      return {};
    case 'SendMessageBatchCommand':
      bodies.push(...(input['Entries'] as readonly { readonly MessageBody: string }[]).map((one) => one.MessageBody));
      return {};
    // Whoever receives deletes too.
    case 'ReceiveMessageCommand':
      return { Messages: bodies.splice(0, 10).map((Body) => ({ Body })) };
    case 'GetQueueUrlCommand':
      return { QueueUrl: name };
    case 'CreateQueueCommand':
    case 'DeleteMessageCommand':
    case 'ChangeMessageVisibilityCommand':
      return {};
    default:
      throw new Error(`No model answers ${command}`);
  }
}

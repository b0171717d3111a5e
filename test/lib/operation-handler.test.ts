/** A function as Lambda's runtime has it: made of an environment, and called with events. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { SecretsManager } from '@aws-sdk/client-secrets-manager';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { SQSRecord } from 'aws-lambda';
import type { Handler } from '../../lib/handler.ts';
import { createOperationHandler } from '../../lib/operation-handler.ts';
import { secretValue, seedEntity } from '../../local/zuora/seed.ts';
import { type RunningZuora, startZuora } from '../../local/zuora/server.ts';
import { environment, lambdaContext, sqsRecord } from '../factories.ts';
import { useLedgerTable } from '../services/ledger-table.ts';
import { effects } from '../services/sandbox-client.ts';
import { useAws } from '../services/use-aws.ts';
import { connect, connectionEvent } from './delivery/deliveries.ts';

const queueName = 'zuora-access-dev-user-access-requests';
const deadLetterQueue = environment['ZUORA_ACCESS_DEAD_LETTER_QUEUE'];

const aws = useAws();
const secrets = aws.client((settings) => new SecretsManager(settings));
const dynamodb = aws.client((settings) => new DynamoDB(settings));
const sqs = aws.client((settings) => new SQS(settings));
useLedgerTable(dynamodb, environment['ZUORA_ACCESS_LEDGER']);

let proxy: Server;
let zuora: RunningZuora;
let handler: Handler;
let logged: Record<string, unknown>[];

beforeAll(async () => {
  zuora = await startZuora({ port: 0 });
  await secrets.createSecret({
    Name: environment['ZUORA_ACCESS_SECRET'],
    SecretString: JSON.stringify(secretValue(zuora.url)),
  });
  for (const QueueName of [queueName, deadLetterQueue]) await sqs.createQueue({ QueueName });

  proxy = await underAnotherName(aws.url);
  const address = proxy.address();
  // Those of the tests themselves begin like the service's, which knows none but its own.
  for (const name of Object.keys(process.env)) if (name.startsWith('ZUORA_ACCESS_')) delete process.env[name];
  Object.assign(process.env, environment, {
    ZUORA_ACCESS_STAGE: 'local',
    ZUORA_ACCESS_AWS_TIMEOUT_SECONDS: '10',
    ZUORA_ACCESS_MARGIN_SECONDS: '50',
    AWS_ENDPOINT_URL: `http://127.0.0.1:${typeof address === 'object' && address?.port}`,
    // The log goes to the console that a test can watch.
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
    POWERTOOLS_METRICS_NAMESPACE: 'zuora-access',
  });
  handler = createOperationHandler(connect);
});
afterAll(async () => {
  proxy.closeAllConnections();
  proxy.close();
  await zuora.close();
});
beforeEach(() => {
  logged = [];
  for (const level of ['log', 'info', 'warn', 'error'] as const) {
    jest.spyOn(console, level).mockImplementation((line) => logged.push(JSON.parse(line)));
  }
});

/** The endpoint, with queue URLs as local queues have them: of a host that the function cannot reach. */
async function underAnotherName(url: string): Promise<Server> {
  const { host } = new URL(url);
  const server = createServer(async (request, response) => {
    const { 'x-amz-target': target = '', 'content-type': type = '', authorization = '' } = request.headers;
    const headers = { 'x-amz-target': String(target), 'content-type': type, authorization };
    const answer = await fetch(url, { method: 'POST', headers, body: await buffer(request) });
    const body = (await answer.text()).replaceAll(host, 'queues.invalid');
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? '' }).end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function message(body: unknown): SQSRecord {
  const now = String(Date.now());
  return sqsRecord({
    messageId: randomUUID(),
    body: JSON.stringify(body),
    attributes: { ...sqsRecord().attributes, SentTimestamp: now, ApproximateFirstReceiveTimestamp: now },
  });
}

/** @returns the IDs of the messages that stay on the queue */
async function invoke(records: SQSRecord[], milliseconds = 120_000): Promise<string[]> {
  const { batchItemFailures } = await handler({ Records: records }, lambdaContext('connect-function', milliseconds));
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const metrics = () => logged.filter((line) => '_aws' in line);

test('an event is applied, and leaves an audit line and metrics by operation', async () => {
  const good = message(connectionEvent(seedEntity.brazil));
  expect(await invoke([good])).toEqual([]);
  expect(await effects(zuora.url)).toMatchObject([{ idempotencyKey: good.messageId }]);
  expect(logged).toContainEqual(
    expect.objectContaining({
      message: 'outcome',
      outcome: 'applied',
      operation: 'connect',
      messageId: good.messageId,
      function_name: 'connect-function',
    }),
  );
  expect(metrics()).toMatchObject([
    { operation: 'connect', Applied: 1, TokenRefresh: 1, ZuoraLatency: [expect.any(Number), expect.any(Number)] },
  ]);
});

test('a bad event goes to the dead-letter queue, whatever host the URLs of queues name', async () => {
  const bad = message('hello');
  expect(await invoke([bad])).toEqual([]);
  const { QueueUrl } = await sqs.getQueueUrl({ QueueName: deadLetterQueue });
  expect((await sqs.receiveMessage({ QueueUrl })).Messages).toMatchObject([{ Body: bad.body }]);
});

test('a message for which the invocation has too little time left stays on the queue', async () => {
  const late = message(connectionEvent(seedEntity.brazil));
  expect(await invoke([late], 1000)).toEqual([late.messageId]);
});

test('a function is not made in an environment that does not fit', () => {
  const { ZUORA_ACCESS_LEDGER: kept } = process.env;
  delete process.env['ZUORA_ACCESS_LEDGER'];
  try {
    expect(() => createOperationHandler(connect)).toThrow(expect.objectContaining({ reason: 'bad-settings' }));
  } finally {
    process.env['ZUORA_ACCESS_LEDGER'] = kept;
  }
});

import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EventSourceMapping } from '../../../local/lambda/event-source-mapping.ts';
import { type AwsProcess, startAwsProcess } from '../../services/aws-process.ts';
import { until } from '../../until.ts';
import { type MappedFunction, mapFunction } from './mapped-function.ts';

let aws: AwsProcess;
/** The one that the test is about. */
let mapped: MappedFunction;
const all: MappedFunction[] = [];

beforeAll(async () => {
  aws = await startAwsProcess();
});
afterAll(async () => {
  await Promise.all(all.map(({ stop }) => stop()));
  await aws.end('SIGTERM');
});

async function map(...[settings]: [Parameters<typeof mapFunction>[1]?]) {
  mapped = await mapFunction(aws.url, settings);
  all.push(mapped);
  return mapped;
}

async function isEmpty() {
  const { visible, inFlight } = await mapped.counts();
  return visible + inFlight === 0;
}

describe('a batch', () => {
  test('of messages that succeed is deleted', async () => {
    const { invocations } = await map({ queued: ['a', 'b', 'c'] });
    await until(isEmpty);
    expect(invocations()).toMatchObject([{ bodies: ['a', 'b', 'c'] }]);
  });

  test('with a reported failure loses its other messages, and that one comes back after its visibility timeout', async () => {
    const { invocations, counts, release } = await map({ queued: ['a', 'fail', 'b'] });
    await until(async () => (await counts()).inFlight === 1);
    await release();
    await until(isEmpty);
    expect(invocations()).toMatchObject([
      { bodies: ['a', 'fail', 'b'], receives: [1, 1, 1] },
      { bodies: ['fail'], receives: [2] },
    ]);
  });

  test('loses no message when the response does not count', async () => {
    const { invocations } = await map({ queued: ['fail'], reportBatchItemFailures: false });
    await until(isEmpty);
    expect(invocations()).toHaveLength(1);
  });

  test.each([
    ['throws', 'throw', 600_000, /told to/],
    ['crashes', 'crash', 600_000, /^Runtime exited with exit status 3$/],
    ['runs out of time', 'hang', 1000, /^Task timed out after 1.00 seconds$/],
  ])('comes back whole if the function %s', async (_, body, timeout, error) => {
    const { receives, errors, allow, release } = await map({ queued: ['a', body], timeout });
    await until(() => errors().length > 0);
    allow(600_000);
    await release();
    await until(isEmpty);
    expect(receives()).toEqual([1, 1, 2, 2]);
    expect(errors()).toEqual([expect.stringMatching(error)]);
  });

  test('is no larger than the batch size', async () => {
    const { invocations } = await map({ queued: ['a', 'b', 'c'], batchSize: 2, maximumConcurrency: 1 });
    await until(isEmpty);
    expect(invocations()).toMatchObject([{ bodies: ['a', 'b'] }, { bodies: ['c'] }]);
  });

  test('that is not full is kept open for the window', async () => {
    const { send, invocations } = await map({ queued: ['a'], batchSize: 3, batchWindow: 300_000 });
    await until(async () => (await mapped.counts()).inFlight === 1);
    await send('b', 'c');
    await until(isEmpty);
    expect(invocations()).toMatchObject([{ bodies: ['a', 'b', 'c'] }]);
  });
});

describe('concurrency', () => {
  test('is limited, and what has to wait stays on the queue', async () => {
    const { invocations, counts, go } = await map({ queued: ['wait', 'wait', 'wait', 'wait'], batchSize: 1 });
    await until(() => invocations().length === 2);
    expect(await counts()).toEqual({ visible: 2, inFlight: 2 });

    go();
    await until(isEmpty);
    expect(new Set(invocations().map(({ pid }) => pid)).size).toBe(2);
  });

  test('costs no process that is not needed', async () => {
    const { invocations, send } = await map({ queued: ['a'] });
    await until(isEmpty);
    await send('b');
    await until(isEmpty);
    expect(new Set(invocations().map(({ pid }) => pid)).size).toBe(1);
  });
});

describe('an invocation', () => {
  test('knows its context and its deadline', async () => {
    const { invocations } = await map({ queued: ['a'] });
    await until(isEmpty);
    const [invocation] = invocations();
    expect(invocation?.context).toEqual({
      awsRequestId: expect.stringMatching(/^[\da-f-]{36}$/),
      functionName: 'test',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:test',
      memoryLimitInMB: '128',
      logGroupName: '/aws/lambda/test',
      logStreamName: 'local',
      callbackWaitsForEmptyEventLoop: true,
    });
    expect(invocation?.remainingMs).toBeGreaterThan(300_000);
    expect(invocation?.remainingMs).toBeLessThanOrEqual(600_000);
  });

  test('has its own variables and those of Lambda, and nothing of this shell', async () => {
    process.env['DEVELOPERS_SECRET'] = 'leaked';
    const { invocations } = await map({ queued: ['a'] });
    await until(isEmpty);
    const env = invocations()[0]?.env ?? {};
    expect(env).toMatchObject({ OWN: 'variable', AWS_LAMBDA_FUNCTION_NAME: 'test', AWS_ENDPOINT_URL: aws.url });
    expect(Object.keys(env).filter((name) => !/^(AWS_|_?LAMBDA_|OWN$|PATH$|TZ$|_HANDLER$)/.test(name))).toEqual([]);
  });
});

test('stopping waits for the messages that were taken', async () => {
  const { invocations, go, stop } = await map({ queued: ['wait'] });
  await until(() => invocations().length === 1);
  const stopped = stop();
  go();
  await stopped;
  expect(await isEmpty()).toBe(true);
});

test('stopping takes no message that had to wait', async () => {
  const { invocations, go, stop, counts } = await map({
    queued: ['wait', 'wait'],
    batchSize: 1,
    maximumConcurrency: 1,
  });
  await until(() => invocations().length === 1);
  const stopped = stop();
  go();
  await stopped;
  expect(invocations()).toHaveLength(1);
  expect(await counts()).toEqual({ visible: 1, inFlight: 0 });
});

test('stopping ends a long poll, and takes what it was answered with', async () => {
  const waiting: ServerResponse[] = [];
  const { sqs, configuration, close } = await listenAsSqs((response, action) => {
    if (action === 'AmazonSQS.ReceiveMessage') waiting.push(response);
    else response.end('{}');
  });
  const invoked: unknown[] = [];
  const late = { Body: 'late', MD5OfBody: 'f2c67381db28fa11c59fe7a6df0f2587' };
  const Attributes = {
    ...{ SenderId: '000000000000', ApproximateReceiveCount: '1' },
    ...{ SentTimestamp: '1', ApproximateFirstReceiveTimestamp: '1' },
  };
  const Messages = [{ MessageId: 'last', ReceiptHandle: 'handle', Attributes, ...late }];
  const endPolls = () => {
    for (const response of waiting.splice(0)) response.end(JSON.stringify({ Messages }));
  };
  const mapping = new EventSourceMapping(
    configuration,
    { client: sqs, endPolls },
    async (event) => void invoked.push(event),
    () => {},
  );
  mapping.start();
  await mapping.stop(); // Its poll is still on the way.
  close();

  expect(invoked).toMatchObject([{ Records: [{ body: 'late' }] }]);
});

test('a queue that cannot be reached is waited for, and told of once', async () => {
  let requests = 0;
  const { sqs, configuration, close } = await listenAsSqs((response) => {
    requests += 1;
    response.writeHead(requests > 2 ? 200 : 503, { 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  const notices: string[] = [];
  const mapping = new EventSourceMapping(
    configuration,
    { client: sqs },
    async () => null,
    (text) => notices.push(text),
  );
  mapping.start();

  await until(() => requests > 3);
  await mapping.stop();
  close();

  expect(notices).toEqual([
    expect.stringMatching(/^Cannot receive from .*. Trying again\.$/),
    expect.stringMatching(/^Receiving from .* again\.$/),
  ]);
});

/** An SQS that answers as it is told to. */
async function listenAsSqs(answer: (response: ServerResponse, action: string) => void) {
  const server = createServer(({ headers }, response) => answer(response, String(headers['x-amz-target'])));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
  return {
    sqs,
    configuration: {
      queueUrl: `${endpoint}/000000000000/q`,
      queueArn: 'arn:aws:sqs:us-east-1:000000000000:q',
      batchSize: 10,
      batchWindow: 0,
      maximumConcurrency: 2,
      reportBatchItemFailures: true,
    },
    close() {
      sqs.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

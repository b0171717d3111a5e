/** A queue, a function and the mapping between them, for tests of how Lambda treats messages. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll } from '@jest/globals';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import {
  EventSourceMapping,
  type EventSourceMappingConfiguration,
} from '../../../local/lambda/event-source-mapping.ts';
import { LambdaFunction } from '../../../local/lambda/lambda-function.ts';
import { embeddedAws } from '../../../operator/aws-access.ts';

/**
 * The function logs every invocation, then does what the bodies say: `fail`, `throw`, `crash` and `hang` on the first
 * receive of their message, `wait` until the file `go` is there; anything else succeeds.
 */
const sourceQueue = `
const { existsSync } = require('node:fs');
const { setTimeout: sleep } = require('node:timers/promises');
exports.handler = async ({ Records }, context) => {
  const remainingMs = context.getRemainingTimeInMillis();
  const bodies = Records.map(({ body }) => body);
  const receives = Records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount));
  console.log(JSON.stringify({ bodies, receives, remainingMs, pid: process.pid, context, env: process.env }));
  const first = Records.filter((_, index) => receives[index] === 1);
  const told = (what) => first.some(({ body }) => body === what);
  if (told('throw')) throw new TypeError('told to');
  if (told('crash')) process.exit(3);
  if (told('hang')) await new Promise(() => {});
  if (told('wait')) while (!existsSync('go')) await sleep(10);
  const failed = first.filter(({ body }) => body === 'fail');
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
};
`;

/** What the function logs of an invocation. */
interface Logged {
  bodies: string[];
  receives: number[];
  remainingMs: number;
  pid: number;
  context: Record<string, unknown>;
  env: Record<string, string>;
}

export interface MappedFunction {
  send(...bodies: string[]): Promise<void>;
  /** The invocations so far, as the function has logged them. */
  invocations(): Logged[];
  /** How often each message had been received that the function was handed, an invocation after the other. */
  receives(): number[];
  /** The messages of the lines that tell of invocations that failed as a whole. */
  errors(): string[];
  /** Messages on the queue: those that can be received and those that were. */
  counts(): Promise<{ visible: number; inFlight: number }>;
  /** Ends the visibility timeout of what was received and is still there. */
  release(): Promise<void>;
  /** Gives the invocations from now on so much time, in milliseconds. */
  allow(timeout: number): void;
  /** Lets the bodies `wait` go on. */
  go(): void;
  stop(): Promise<void>;
}

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A folder, until the tests are over, with the bundle `functions/<name>.cjs`. */
export function writeBundle(name: string, source: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lambda-'));
  folders.push(folder);
  mkdirSync(join(folder, 'functions'));
  writeFileSync(join(folder, 'functions', `${name}.cjs`), source);
  return folder;
}

/** Puts `queued` on a new queue, then maps it to the function. */
export async function mapFunction(
  awsUrl: string,
  {
    queued = [],
    timeout = 600_000,
    ...mapping
  }: Partial<EventSourceMappingConfiguration> & {
    queued?: string[];
    timeout?: number;
  } = {},
): Promise<MappedFunction> {
  const aws = embeddedAws(awsUrl);
  const sqs = new SQS(aws);
  const QueueName = randomUUID();
  const { QueueUrl = '' } = await sqs.createQueue({
    QueueName,
    Attributes: { VisibilityTimeout: '3600' },
  });
  async function send(...bodies: string[]) {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    if (Entries.length > 0) await sqs.sendMessageBatch({ QueueUrl, Entries });
  }
  await send(...queued);

  const folder = writeBundle('test', sourceQueue);
  const received: SQSRecord[] = [];
  let hidden: string[] = [];
  const lines: string[] = [];
  const configuration = {
    ...{ name: 'test', handler: 'functions/test.handler', memoryMiB: 128, variables: { OWN: 'variable' } },
    timeout,
  };
  const lambda = new LambdaFunction(configuration, folder, aws, (line) => lines.push(line));
  const eventSourceMapping = new EventSourceMapping(
    {
      queueUrl: QueueUrl,
      queueArn: `arn:aws:sqs:us-east-1:000000000000:${QueueName}`,
      batchSize: 10,
      batchWindow: 0,
      maximumConcurrency: 2,
      reportBatchItemFailures: true,
      ...mapping,
    },
    { client: sqs },
    (event) => {
      const { Records } = event as SQSEvent;
      received.push(...Records);
      hidden.push(...Records.map(({ receiptHandle }) => receiptHandle));
      return lambda.invoke(event);
    },
    () => {},
  );
  eventSourceMapping.start();

  const logged = () => lines.map((line) => JSON.parse(line));
  return {
    send,
    receives: () => received.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)),
    invocations: () => logged().filter(({ bodies }) => bodies),
    errors: () =>
      logged()
        .filter(({ level }) => level === 'ERROR')
        .map(({ message }) => message),
    async counts() {
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ['All'] });
      return {
        visible: Number(Attributes?.['ApproximateNumberOfMessages']),
        inFlight: Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']),
      };
    },
    async release() {
      const Entries = hidden.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: 0,
      }));
      hidden = [];
      await sqs.changeMessageVisibilityBatch({ QueueUrl, Entries });
    },
    allow(timeout) {
      configuration.timeout = timeout;
    },
    go: () => writeFileSync(join(folder, 'go'), ''),
    async stop() {
      await eventSourceMapping.stop();
      await lambda.stop();
    },
  };
}

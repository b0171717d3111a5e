/** A queue, a function and the mapping between them, for tests of how Lambda treats messages. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SQS } from '@aws-sdk/client-sqs';
import { afterAll } from '@jest/globals';
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
  /** The invocations so far. */
  invocations(): Logged[];
  /** The messages of the lines that tell of invocations that failed as a whole. */
  errors(): string[];
  /** Messages on the queue: those that can be received and those that were. */
  counts(): Promise<{ visible: number; inFlight: number }>;
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
    visibilitySeconds = 30,
    timeout = 10_000,
    ...mapping
  }: Partial<EventSourceMappingConfiguration> & {
    queued?: string[];
    visibilitySeconds?: number;
    timeout?: number;
  } = {},
): Promise<MappedFunction> {
  const aws = embeddedAws(awsUrl);
  const sqs = new SQS(aws);
  const QueueName = randomUUID();
  const { QueueUrl = '' } = await sqs.createQueue({
    QueueName,
    Attributes: { VisibilityTimeout: String(visibilitySeconds) },
  });
  async function send(...bodies: string[]) {
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    if (Entries.length > 0) await sqs.sendMessageBatch({ QueueUrl, Entries });
  }
  await send(...queued);

  const folder = writeBundle('test', sourceQueue);
  const lines: string[] = [];
  const lambda = new LambdaFunction(
    { name: 'test', handler: 'functions/test.handler', timeout, memoryMiB: 128, variables: { OWN: 'variable' } },
    folder,
    aws,
    (line) => lines.push(line),
  );
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
    sqs,
    (event) => lambda.invoke(event),
    () => {},
  );
  eventSourceMapping.start();

  const logged = () => lines.map((line) => JSON.parse(line));
  return {
    send,
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
    go: () => writeFileSync(join(folder, 'go'), ''),
    async stop() {
      await eventSourceMapping.stop();
      await lambda.stop();
    },
  };
}

/** Waits until the condition holds. The limit of two minutes is for a condition that never does. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 120_000; !(await condition()); await sleep(20)) {
    if (Date.now() > end) throw new Error(`still not so: ${condition}`);
  }
}

/** `zuora-access console`, as npm packs it. */
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, expect, test } from '@jest/globals';
import { createLedgerTable } from '../services/ledger-table.ts';
import { createStageQueues } from '../services/stage-queues.ts';
import { useAws } from '../services/use-aws.ts';
import { until } from '../until.ts';
import { type Running, run, start } from './command.ts';

const aws = useAws();
const sqs = aws.client((options) => new SQSClient(options));
const dynamodb = aws.client((options) => new DynamoDBClient(options));

beforeAll(async () => {
  await createLedgerTable(dynamodb, 'zuora-access-local-ledger');
  await createStageQueues(sqs);
});

const env = () => ({ AWS_ENDPOINT_URL: aws.url });

let command: Running | undefined;

// A test that fails half-way would leave it running.
afterEach(() => command?.kill('SIGKILL'));

test('it prints an address, serves the pages with their script, and ends on Ctrl-C', async () => {
  const running = start(env(), 'console', '--read-only');
  command = running;
  await until(() => running.output().includes('\n'));
  const url = running.output().trim();
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}$/);
  const entered = await fetch(url, { redirect: 'manual' });
  const cookie = entered.headers.get('set-cookie')?.split(';')[0] ?? '';
  const token = entered.headers.get('location')?.split('#token=')[1] ?? '';
  const { origin } = new URL(url);
  const stage = await (await fetch(`${origin}/api/stage`, { headers: { cookie, 'x-console-token': token } })).json();
  expect(stage).toMatchObject({ stage: 'local', isReadOnly: true, hasSandbox: false });
  expect(await (await fetch(`${origin}/assets/script.js`)).text()).toContain('/activity');
  expect(await (await fetch(`${origin}/assets/style.css`)).text()).toContain('color-scheme');
  running.kill('SIGUSR2');
  await until(() => /The console's new address: http:\S+/.test(running.notes()));
  running.kill('SIGINT');
  expect(await running.finished).toMatchObject({
    exitCode: 0,
    output: `${url}\n`,
    notes: expect.stringContaining('The console of stage local. Stop it with Ctrl-C.'),
  });
});

test('a port that is taken, or that is none, is an error that says so', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  expect(await run(env(), 'console', '--port', String(port))).toMatchObject({
    exitCode: 1,
    notes: expect.stringContaining(`Port ${port} on 127.0.0.1 is in use. Give another --port`),
  });
  other.close();
  expect(await run(env(), 'console', '--port', 'x')).toMatchObject({ exitCode: 2 });
});

/** Runs `npm start` as a process of its own, on free ports. A test that fails leaves none running. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { afterAll } from '@jest/globals';
import { embeddedAws } from '../operator/aws-access.ts';
import { type AwsClients, awsClients } from '../operator/aws-clients.ts';
import { sharedEndpoint } from './aws/shared-aws.ts';
import { copyPackage, type Durations } from './durations.ts';
import { keepData, keepText } from './leaks/written.ts';

const MAIN = join(__dirname, '../local/main.ts');
const PREFIX = 'zuora-access-local-';

/** The AWS on this machine that stacks share, where `test/aws/global-setup.ts` opens one; each embeds its own else. */
const sharedAws = sharedEndpoint();

/** For what a stack has begun when a test fails. */
const GRACE_MS = 60_000;

const started: { child: ChildProcess; closed: Promise<unknown> }[] = [];
// With a grace: a poll that outlived its stack would take a message of the next one from an AWS that they share.
afterAll(async () => {
  for (const { child } of started) child.kill('SIGINT');
  const allClosed = Promise.all(started.map(({ closed }) => closed));
  await Promise.race([allClosed, sleep(GRACE_MS, undefined, { ref: false })]);
  for (const { child } of started) child.kill('SIGKILL');
});

export interface StackOptions {
  /** The folder for state and logs. */
  data: string;
  /** The deployment package; that of `global-setup.ts` if none is named. */
  package?: string;
  /** A policy's file, for a package that the stack makes itself. */
  policy?: string;
  /** Other durations than those of the tests' stage. */
  durations?: Durations;
  /** Whether the worked examples are published. */
  samples?: boolean;
  /** Whether it serves the console. */
  withConsole?: boolean;
  /** Further options. */
  args?: string[];
  env?: Record<string, string>;
}

export interface StackProcess {
  /** Addresses of the AWS endpoint and of the Zuora sandbox. */
  aws: string;
  zuora: string;
  /** The console's first address; empty without one. */
  console: string;
  /** Clients of that AWS. */
  clients: AwsClients;
  /** The URL of a queue by its last name, e.g. `entity-connections-dlq`. */
  queueUrl(name: string): string;
  /** All that it printed so far. */
  output(): string;
  /** Presses Ctrl-C and waits for the end. Resolves to the exit code. */
  stop(): Promise<number | null>;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/**
 * Starts the stack and waits until it is ready.
 *
 * @throws Error with the exit code and all that it printed, if it ends instead
 */
export async function startStack({
  data,
  package: given = process.env['ZUORA_ACCESS_PACKAGE'] ?? '',
  policy,
  durations,
  samples = false,
  withConsole = false,
  args = [],
  env = {},
}: StackOptions): Promise<StackProcess> {
  const folder = durations ? join(data, 'package') : given;
  if (durations) copyPackage(given, folder, durations);
  const source = policy === undefined ? ['--package', folder] : ['--policy', policy];
  const all = [
    MAIN,
    '--data',
    data,
    ...source,
    ...(samples ? [] : ['--no-samples']),
    ...(withConsole ? [] : ['--no-console']),
    ...args,
  ];
  const { AWS_ENDPOINT_URL: _, ...own } = process.env;
  const child = spawn(process.execPath, all, {
    env: {
      ...own,
      ...(sharedAws && { AWS_ENDPOINT_URL: sharedAws }),
      PORT_AWS: '0',
      PORT_ZUORA: '0',
      PORT_CONSOLE: '0',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  started.push({ child, closed });
  let output = '';
  const ready = new Promise<string[]>((resolve) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        const urls = /^ready {2}AWS (\S+) {2}Zuora (\S+)(?: {2}Console (\S+))?$/m.exec(output);
        if (urls) resolve(urls.slice(1));
      });
    }
  });
  const [aws = '', zuora = '', consoleUrl = ''] = await Promise.race([
    ready,
    closed.then(([exitCode]) => {
      throw new Error(`exit code ${exitCode}: ${output}`);
    }),
  ]);
  const clients = awsClients(embeddedAws(aws));
  const { QueueUrls: [queueUrl = ''] = [] } = await clients.sqs.send(
    new ListQueuesCommand({ QueueNamePrefix: PREFIX }),
  );
  const end = async (signal: NodeJS.Signals) => {
    for (const client of Object.values(clients)) client.destroy();
    child.kill(signal);
    await closed;
    keepData(data);
    keepText('terminal.log', output);
    return child.exitCode;
  };
  return {
    aws,
    zuora,
    console: consoleUrl,
    clients,
    queueUrl: (name) => new URL(`${PREFIX}${name}`, queueUrl).href,
    output: () => output,
    stop: () => end('SIGINT'),
    async kill() {
      await end('SIGKILL');
    },
  };
}

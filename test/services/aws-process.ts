/** Runs the AWS endpoint as a process of its own, as a test that kills it must. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll } from '@jest/globals';

const mainFile = join(__dirname, '../../local/aws/main.ts');

const running = new Set<ChildProcess>();

// A test that fails leaves its endpoint behind, and Jest would wait for it.
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

export interface AwsProcess {
  url: string;
  child: ChildProcess;
  /** Sends the signal and waits for the end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/**
 * Starts the endpoint on a free port and points the SDK clients that are made from now on to it, as a user does:
 * by the environment alone.
 *
 * @param main the endpoint's program, of this checkout if left out
 * @param time when its clock begins; that of the machine if left out
 * @throws Error with what the process wrote, when it ends instead
 */
export async function startAwsProcess(folder?: string, main = mainFile, time?: string): Promise<AwsProcess> {
  const options = [...(folder ? ['--folder', folder] : []), ...(time ? ['--time', time] : [])];
  const child = spawn(process.execPath, [main, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError('both are pipes');
  const exited = once(child, 'exit');
  const errors = text(stderr);
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: stdout }).once('line', (line) => resolve(line.replace(/^ready /, '')));
    exited.then(async () => reject(new Error(await errors)), reject);
  });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'any',
    AWS_SECRET_ACCESS_KEY: 'any',
  });
  return {
    url,
    child,
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}

/** Calls `use` with a new folder, and deletes it afterwards. */
export async function withFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'aws-'));
  try {
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The embedded AWS, as a process of its own that tells what it was asked for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { embeddedAws } from '../../../operator/aws-access.ts';
import { type AwsClients, awsClients } from '../../../operator/aws-clients.ts';

const mainFile = join(import.meta.dirname, '../../../local/aws/main.ts');

interface EmbeddedAws {
  readonly clients: AwsClients;
  /** The number of requests that the work makes. */
  requestsOf(work: () => Promise<unknown>): Promise<number>;
}

/** Calls `use` with a new one. */
export async function withEmbeddedAws<Result>(use: (aws: EmbeddedAws) => Promise<Result>): Promise<Result> {
  const child = spawn(process.execPath, [mainFile, '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  const { stdout } = child;
  if (stdout === null) throw new TypeError('It is a pipe.');
  const [line] = await once(createInterface({ input: stdout }), 'line');
  const url = String(line).replace(/^ready /, '');
  const clients = awsClients(embeddedAws(url));
  try {
    return await use({ clients, requestsOf: (work) => requestsOf(url, work) });
  } finally {
    for (const client of Object.values(clients)) client.destroy();
    child.kill('SIGTERM');
    await ended;
  }
}

async function requestsOf(url: string, work: () => Promise<unknown>): Promise<number> {
  await fetch(`${url}/_aws/requests`, { method: 'DELETE' });
  await work();
  const response = await fetch(`${url}/_aws/requests`);
  return JSON.parse(await response.text()).length;
}

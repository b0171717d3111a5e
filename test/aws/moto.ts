/** Moto as a process of its own: an AWS that somebody else wrote. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { command } from './python.ts';

/** What moto said of the requests that it got. */
const LOG = join(__dirname, 'moto.log');

/**
 * Starts moto, empty.
 *
 * @returns the process, and its address
 * @throws Error if it ends instead, and where its log is
 */
export async function startMoto(): Promise<{ process: ChildProcess; url: string }> {
  const moto = spawn(command('python'), [join(__dirname, 'moto-server.py')], {
    stdio: ['pipe', 'pipe', openSync(LOG, 'w')],
  });
  if (!moto.stdout) throw new TypeError('its standard output is piped');
  const [url] = await Promise.race([
    once(createInterface(moto.stdout), 'line'),
    once(moto, 'exit').then(([exitCode]) => {
      throw new Error(`moto ended with exit code ${exitCode}. Its log is ${LOG}`);
    }),
  ]);
  return { process: moto, url };
}

/** Moto as a process of its own: an AWS that somebody else wrote. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { command } from './python.ts';

/**
 * Starts moto, empty.
 *
 * @param index its number; what it says of its requests is in a log of that number
 * @returns the process, and its address
 * @throws Error if it ends instead, and where its log is
 */
export async function startMoto(index: number): Promise<{ process: ChildProcess; url: string }> {
  const log = join(__dirname, `moto-${index}.log`);
  const moto = spawn(command('python'), [join(__dirname, 'moto-server.py')], {
    stdio: ['pipe', 'pipe', openSync(log, 'w')],
  });
  if (!moto.stdout) throw new TypeError('its standard output is piped');
  const [url] = await Promise.race([
    once(createInterface(moto.stdout), 'line'),
    once(moto, 'exit').then(([exitCode]) => {
      throw new Error(`moto ended with exit code ${exitCode}. Its log is ${log}`);
    }),
  ]);
  return { process: moto, url };
}

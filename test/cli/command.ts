/** Runs `zuora-access` as an operator does, as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const MAIN = join(__dirname, '../../cli/main.ts');

/** Nothing of the machine's own: neither credentials, nor a region, nor a stage. */
const BARE = { HOME: '/nonexistent', AWS_EC2_METADATA_DISABLED: 'true' };

export interface Finished {
  exitCode: number | null;
  /** What a program reads. */
  output: string;
  /** What a person is told beside it. */
  notes: string;
}

export interface Running {
  finished: Promise<Finished>;
  kill(signal: NodeJS.Signals): void;
}

/** @param env all of its environment */
export function start(env: Record<string, string>, ...args: string[]): Running {
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...BARE, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const finish = async () => {
    const [output, notes] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    return { exitCode: child.exitCode, output, notes };
  };
  return { finished: finish(), kill: (signal) => child.kill(signal) };
}

/** Waits for its end. */
export function run(env: Record<string, string>, ...args: string[]): Promise<Finished> {
  return start(env, ...args).finished;
}

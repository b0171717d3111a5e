/** Runs `zuora-access` as an operator does, as a process of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepText } from '../leaks/written.ts';

/** As npm packs it, where `global-setup.ts` has bundled it. */
const bundled = process.env['ZUORA_ACCESS_COMMANDS'];
const MAIN = bundled === undefined ? join(__dirname, '../../cli/main.ts') : join(bundled, 'dist/main.js');

/** Nothing of the machine's own: neither credentials, nor a region, nor a stage; and no policy where it runs. */
const BARE = {
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] ?? '',
};

export interface Finished {
  exitCode: number | null;
  /** What a program reads. */
  output: string;
  /** What a person is told beside it. */
  notes: string;
}

export interface Running {
  /** What a program has read so far. */
  output(): string;
  /** What a person has been told so far. */
  notes(): string;
  finished: Promise<Finished>;
  kill(signal: NodeJS.Signals): void;
  /** Closes the pipe, as `head` does. */
  stopReading(): void;
}

/** @param env all of its environment */
export function start(env: Record<string, string>, ...args: string[]): Running {
  return launch(MAIN, '', env, args);
}

/** Runs a file as `zuora-access` is run. */
export function launch(file: string, input: string, env: Record<string, string>, args: string[]): Running {
  const child = spawn(process.execPath, [file, ...args], { cwd: tmpdir(), env: { ...BARE, ...env } });
  const closed = once(child, 'close');
  child.stdin.on('error', () => {}); // It may end without reading.
  child.stdin.end(input);
  let output = '';
  let notes = '';
  child.stdout.setEncoding('utf8').on('data', (read: string) => {
    output += read;
  });
  child.stderr.setEncoding('utf8').on('data', (read: string) => {
    notes += read;
  });
  const finish = async () => {
    await closed;
    keepText('cli.log', `${output}${notes}`);
    return { exitCode: child.exitCode, output, notes };
  };
  return {
    output: () => output,
    notes: () => notes,
    finished: finish(),
    kill: (signal) => child.kill(signal),
    stopReading: () => child.stdout.destroy(),
  };
}

/** Pipes the input into it, and waits for its end. */
export function feed(input: string, env: Record<string, string>, ...args: string[]): Promise<Finished> {
  return launch(MAIN, input, env, args).finished;
}

/** Waits for its end. */
export function run(env: Record<string, string>, ...args: string[]): Promise<Finished> {
  return start(env, ...args).finished;
}

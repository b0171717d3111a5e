/** Processes whose folder is on a small disk of its own, on Linux. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll } from '@jest/globals';

const running = new Set<ChildProcess>();

// A test that fails leaves its process behind, and Jest would wait for it.
afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

const namespaces = ['-U', '-r', '-m', 'sh', '-c'];

/** Whether this machine lets its users mount one. */
export const hasSmallDisks = spawnSync('unshare', [...namespaces, 'mount -t tmpfs none /tmp']).status === 0;

export interface SmallDiskProcess {
  /** The first line of its output. */
  readonly firstLine: Promise<string>;
  /** Fills the disk to the last byte. Returns a function that makes room again. */
  fill(): () => void;
  /** Copies the folder, which is gone with the process. */
  copyTo(folder: string): void;
  /** Ends it as a crash would. Returns all that it wrote to its standard error. */
  kill(): Promise<string>;
}

/** Runs Node with these arguments, while `folder` is an empty disk of 8 MiB for it. */
export function spawnOnSmallDisk(folder: string, args: readonly string[]): SmallDiskProcess {
  const script = 'mount -t tmpfs -o size=8m none "$0" && exec "$@"';
  const child = spawn('unshare', [...namespaces, script, folder, process.execPath, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new TypeError('both are pipes');
  const errors = text(stderr);
  const inside = () => `/proc/${child.pid}/root${folder}`;
  return {
    firstLine: new Promise((resolve) => createInterface({ input: stdout }).once('line', resolve)),
    fill() {
      const filler = join(inside(), 'filler');
      writeFileSync(filler, '');
      for (const size of [65_536, 4096]) fillWith(filler, size);
      return () => rmSync(filler);
    },
    copyTo: (target) => cpSync(inside(), target, { recursive: true }),
    kill() {
      child.kill('SIGKILL');
      return errors;
    },
  };
}

function fillWith(file: string, size: number): void {
  try {
    for (;;) appendFileSync(file, Buffer.alloc(size));
  } catch (error) {
    if (Object(error).code !== 'ENOSPC') throw error;
  }
}

/** The folder in which a local stack keeps its state, and the lock that gives it to one stack at a time. */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const lockName = 'lock';

export interface DataFolder {
  readonly aws: string;
  readonly sandboxJournal: string;
  readonly package: string;
  readonly code: string;
  readonly functionsLog: string;
  unlock(): void;
}

/**
 * Takes the folder, creating it if need be. `fresh` forgets what stacks have kept in it, and nothing else.
 *
 * @throws Error if it cannot be used, or another stack has it
 */
export function openDataFolder(path: string, fresh: boolean): DataFolder {
  const folder = resolve(path);
  if (!existsSync(dirname(folder))) throw new Error(`--data ${path}: ${dirname(folder)} does not exist.`);
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`--data ${path}: is no folder.`);
  mkdirSync(folder, { recursive: existsSync(folder) });
  const lock = takeLock(folder);
  const kept = {
    aws: join(folder, 'aws'),
    sandboxJournal: join(folder, 'zuora.jsonl'),
    package: join(folder, 'package'),
    code: join(folder, 'code'),
    functionsLog: join(folder, 'functions.log'),
  };
  if (fresh) for (const own of Object.values(kept)) rmSync(own, { recursive: true, force: true });
  return { ...kept, unlock: () => lock.close() };
}

/** SQLite's lock on a file: the operating system lifts it when the process ends, however it ends. */
function takeLock(folder: string): DatabaseSync {
  const lock = new DatabaseSync(join(folder, lockName));
  try {
    lock.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock.close();
    throw new Error(`${folder} is in use by another stack. Stop that one, or give this one a folder with --data.`, {
      cause,
    });
  }
}

/** The folder of a local stack's state, and the lock that allows one stack at a time. */
import { existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { failureCode } from './storage.ts';

const lockName = 'lock';

/** A folder that almost everybody can write to. */
const elsewhere = join(tmpdir(), 'zuora-access');

export interface DataFolder {
  readonly aws: string;
  readonly sandboxJournal: string;
  readonly package: string;
  readonly code: string;
  readonly functionsLog: string;
  unlock(): void;
}

/**
 * Locks the folder, and creates it if necessary. `fresh` deletes what stacks have stored in it, and nothing else.
 *
 * @throws Error if it cannot be used, or another stack uses it
 */
export function openDataFolder(path: string, fresh: boolean): DataFolder {
  const folder = resolve(path);
  if (!existsSync(dirname(folder))) throw new Error(`--data ${path}: ${dirname(folder)} does not exist.`);
  if (existsSync(folder) && !statSync(folder).isDirectory()) throw new Error(`--data ${path} is not a folder.`);
  const lock = takeLock(folder, path);
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

/** SQLite's lock on a file. The operating system releases it when the process ends, even when it is killed. */
function takeLock(folder: string, path: string): DatabaseSync {
  let lock: DatabaseSync | undefined;
  try {
    mkdirSync(folder, { recursive: existsSync(folder) });
    lock = new DatabaseSync(join(folder, lockName));
    lock.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const problem = isLocked(cause)
      ? `${folder} is in use by another stack. Stop that stack, or give this one another folder with --data.`
      : `--data ${path}: ${folder} cannot be written to (${failureCode(cause)}). Give this stack another folder: npm start -- --data ${elsewhere}`;
    throw new Error(problem, { cause });
  }
}

/** https://sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

function isLocked(error: unknown): boolean {
  const { errcode }: { errcode?: unknown } = Object(error);
  return errcode === sqliteBusy;
}

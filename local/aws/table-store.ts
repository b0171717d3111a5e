/** dynalite's store of tables, whose definitions it remembers. */
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { awsAccount, awsRegion } from './service.ts';

const require = createRequire(import.meta.url);
const { create }: { create(options: object): DynaliteStore } = require('dynalite/db');

interface TableDefinition {
  readonly TableStatus: string;
}
type TableDone = (error: unknown, table?: TableDefinition) => void;

export interface DynaliteStore {
  db: { open(): Promise<void>; close(): Promise<void> };
  tableDb: { awsRegion: string; awsAccountId: string };
  /** Actions on items name a callback alone, and those on tables `false` before it. */
  getTable(name: string, done: boolean | TableDone, doneWithAny?: TableDone): void;
}

/** @param folder in which the tables are kept; in memory, if left out */
export function createStore(folder: string | undefined): {
  readonly store: DynaliteStore;
  readonly forgetTables: () => void;
} {
  const store = create({ path: folder, createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  store.tableDb.awsRegion = awsRegion;
  store.tableDb.awsAccountId = awsAccount;
  return { store, forgetTables: rememberTables(store) };
}

/** With a millisecond in between. A table that is not active by then, because the store refused to write, fails when used. */
const maxPolls = 5000;

/** Waits until a table is active: dynalite makes it so a moment after it has answered. */
export async function untilActive(store: DynaliteStore, name: string): Promise<void> {
  const status = () =>
    new Promise<string | undefined>((resolve) =>
      store.getTable(name, false, (_, table) => resolve(table?.TableStatus)),
    );
  for (let polls = 0; polls < maxPolls && (await status()) === 'CREATING'; polls += 1) await setTimeout(1);
}

/**
 * Has a store remember the definitions of active tables for actions on items. dynalite reads one from its database at each
 * call, and its actions on items change none.
 *
 * @returns forgets them, after an action on a table
 */
function rememberTables(store: DynaliteStore): () => void {
  const active = new Map<string, TableDefinition>();
  const { getTable } = store;
  let edition = 0;
  store.getTable = (name, done, doneWithAny) => {
    if (typeof done !== 'function') return getTable(name, done, doneWithAny);
    const known = active.get(name);
    if (known !== undefined) return done(null, known);
    const before = edition;
    return getTable(name, (error, table) => {
      // The table may have changed since it was read.
      if (table?.TableStatus === 'ACTIVE' && before === edition) active.set(name, table);
      done(error, table);
    });
  };
  return () => {
    active.clear();
    edition += 1;
  };
}

/** https://github.com/Level/abstract-level#errors */
export function isStoreError(error: unknown): boolean {
  const { code }: { code?: unknown } = Object(error);
  return String(code).startsWith('LEVEL_');
}

/** A SQLite file whose changes gather in one transaction. A full disk delays them, and loses none. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLOutputValue, type StatementSync } from 'node:sqlite';
import { type GuardedWrite, guardWrites, StorageFailure } from '../storage.ts';

export class GatheredChanges {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  readonly #guard: GuardedWrite;
  readonly #changeEverything: () => void;
  /** Why the file lacks changes that were made. */
  #missed: unknown;

  /**
   * @param changeEverything makes changes that replace what the file holds by what it should hold
   */
  constructor(file: string, schema: string, changeEverything: () => void) {
    mkdirSync(dirname(file), { recursive: true });
    this.#database = new DatabaseSync(file);
    this.#database.exec(schema);
    this.#guard = guardWrites(file);
    this.#changeEverything = changeEverything;
  }

  rows(sql: string, ...values: string[]): Record<string, SQLOutputValue>[] {
    return this.#database.prepare(sql).all(...values);
  }

  /** Adds a change to the transaction. It never fails: the commit does. */
  change(sql: string, ...values: (string | number | null)[]): void {
    if (this.#missed !== undefined) return;
    this.#try(() => {
      if (!this.#database.isTransaction) this.#database.exec('BEGIN');
      let statement = this.#statements.get(sql);
      if (statement === undefined) {
        statement = this.#database.prepare(sql);
        this.#statements.set(sql, statement);
      }
      statement.run(...values);
    });
  }

  /**
   * Stores all changes since the last commit.
   *
   * @throws StorageFailure if the disk does not take them. A later commit stores them
   */
  commit(): void {
    this.#guard(() => {
      if (this.#missed !== undefined) {
        this.#missed = undefined;
        this.#changeEverything();
      }
      if (this.#database.isTransaction) this.#try(() => this.#database.exec('COMMIT'));
      if (this.#missed !== undefined) throw this.#missed;
    });
  }

  close(): void {
    try {
      this.commit();
    } catch (error) {
      if (!(error instanceof StorageFailure)) throw error;
    } finally {
      this.#database.close();
    }
  }

  /** After a failure SQLite may have undone the transaction, so the rest of it is undone too. */
  #try(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.#missed = error;
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
    }
  }
}

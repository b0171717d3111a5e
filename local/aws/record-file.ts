/** A JSON file that keeps the few records of a service. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/**
 * The records in `file`; none if the file does not exist yet.
 * @throws Error if the file does not have the form that `writeRecords` writes
 */
export function readRecords<T>(file: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(file)) return [];
  try {
    return z.array(schema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`cannot read ${file}: fix it or delete it`, { cause });
  }
}

/** Replaces the file as a whole, so that a process killed meanwhile leaves either the old file or the new one. */
export function writeRecords(file: string, records: readonly object[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(records, null, 2), { mode: 0o600 });
  renameSync(draft, file);
}

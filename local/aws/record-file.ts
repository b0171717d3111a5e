/** A JSON file that keeps the few records of a service. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';

/**
 * The records that were written to `file`; none when there is no such file yet.
 * @throws Error when the file does not hold what `writeRecords` writes
 */
export function readRecords<T>(file: string, schema: z.ZodType<T>): T[] {
  if (!existsSync(file)) return [];
  try {
    return z.array(schema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`cannot read ${file}: repair or delete it`, { cause });
  }
}

/** Replaces the file as a whole, so that whoever is killed meanwhile leaves the old or the new one. */
export function writeRecords(file: string, records: readonly object[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(records, null, 2), { mode: 0o600 });
  renameSync(draft, file);
}

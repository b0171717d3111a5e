/** The file that keeps the secrets. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as z from 'zod';
import { type Secret, secretSchema } from './secret.ts';

/**
 * The secrets that were written to `file`; none when there is no such file yet.
 * @throws Error when the file does not hold what `writeSecrets` writes
 */
export function readSecrets(file: string): Secret[] {
  if (!existsSync(file)) return [];
  try {
    return z.array(secretSchema).parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`cannot read the secrets in ${file}: repair or delete the file`, { cause });
  }
}

/** Replaces the file as a whole, so that whoever is killed meanwhile leaves the old or the new one. */
export function writeSecrets(file: string, secrets: Secret[]): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.new`;
  writeFileSync(draft, JSON.stringify(secrets, null, 2), { mode: 0o600 });
  renameSync(draft, file);
}

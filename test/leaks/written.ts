/** What the processes under test have written, kept until the end of the run. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** The variable that names the folder. Only `reporter.ts` sets it; without it nothing is kept. */
export const WRITTEN = 'ZUORA_ACCESS_TEST_WRITTEN';

export interface WrittenFile {
  readonly path: string;
  readonly content: Buffer;
}

/** What is in a stack's data folder because it runs it. */
const CODE = ['code', 'package'];

/** @param name such as `terminal.log` */
export function keepText(name: string, text: string): void {
  const folder = newFolder();
  if (folder) writeFileSync(join(folder, name), text);
}

/** @param data the data folder of a stack that has ended */
export function keepData(data: string): void {
  const folder = newFolder();
  const isWritten = (path: string) => !CODE.includes(relative(data, path).split(sep)[0] ?? '');
  if (folder) cpSync(data, folder, { recursive: true, filter: isWritten });
}

export function readFiles(folder: string): WrittenFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => ({ path, content: readFileSync(path) }));
}

/** One for each process, so that none overwrites another's files. */
function newFolder(): string | undefined {
  const all = process.env[WRITTEN];
  return all && mkdtempSync(join(all, 'process-'));
}

/**
 * Writes what publishers read: JSON Schemas, examples as Lambda gets them, the AsyncAPI document, the tables of
 * docs/events.md.
 *
 * `--check` writes nothing, and ends with 1 if a file is not as it would be written.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generatedFiles } from './generated-files.ts';
import { readPublishedEvents } from './published-events.ts';

const root = join(import.meta.dirname, '..');
const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

const { events, problems } = await readPublishedEvents();
if (problems.length > 0) fail(problems);
else if (values.check) fail(await staleFiles());
else for (const [path, content] of await generatedFiles(events)) await writeFile(join(root, path), content);

async function staleFiles(): Promise<string[]> {
  const stale: string[] = [];
  for (const [path, content] of await generatedFiles(events)) {
    const written = await readFile(join(root, path), 'utf8').catch(() => undefined);
    if (written === undefined) stale.push(`${path} is missing; run: npm run schemas`);
    else if (written !== content) stale.push(`${path} is not up to date; run: npm run schemas`);
  }
  return stale;
}

function fail(reasons: readonly string[]): void {
  for (const reason of reasons) console.error(reason);
  if (reasons.length > 0) process.exitCode = 1;
}

/**
 * Writes the JSON Schema of every event next to its contract, for publishers in any language.
 *
 * `--check` writes nothing, and exits with 1 if a schema differs from its contract.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import { readContracts } from './contracts.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });

for (const [name, contract] of await readContracts()) {
  const schema = `${JSON.stringify(z.toJSONSchema(contract.schema, { io: 'input' }), null, 2)}\n`;
  const path = join(import.meta.dirname, `${name}.schema.json`);
  if (!values.check) {
    await writeFile(path, schema);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== schema) {
    console.error(`events/${name}.schema.json differs from events/${name}.ts. Run: npm run schemas`);
    process.exitCode = 1;
  }
}

/**
 * Writes the JSON Schema of every event beside its contract, for publishers in any language.
 *
 * `--check` writes nothing, and ends with 1 if a schema is not what its contract says.
 */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod/mini';
import type { Contract } from './contract.ts';

const { values } = parseArgs({ options: { check: { type: 'boolean', default: false } } });
const folder = import.meta.dirname;
const examples = (await readdir(folder)).filter((file) => file.endsWith('.example.json'));

for (const name of examples.map((file) => file.replace('.example.json', ''))) {
  const [contract]: Contract<object>[] = Object.values(await import(join(folder, `${name}.ts`)));
  if (!contract) throw new Error(`events/${name}.ts exports no contract.`);
  const schema = `${JSON.stringify(z.toJSONSchema(contract.schema, { io: 'input' }), null, 2)}\n`;
  const path = join(folder, `${name}.schema.json`);
  if (!values.check) {
    await writeFile(path, schema);
  } else if ((await readFile(path, 'utf8').catch(() => '')) !== schema) {
    console.error(`events/${name}.schema.json is not what events/${name}.ts says; run: npm run schemas`);
    process.exitCode = 1;
  }
}

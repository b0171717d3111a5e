/** Every contract of this folder, by the name of its files. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contract } from './contract.ts';

const folder = import.meta.dirname;
const example = '.example.json';

/** @throws Error for a worked example without a contract */
export async function readContracts(): Promise<ReadonlyMap<string, Contract<object>>> {
  const names = (await readdir(folder))
    .filter((file) => file.endsWith(example))
    .map((file) => file.replace(example, ''));
  return new Map(await Promise.all(names.map(async (name) => [name, await readContract(name)] as const)));
}

async function readContract(name: string): Promise<Contract<object>> {
  const [contract]: Contract<object>[] = Object.values(await import(join(folder, `${name}.ts`)));
  if (!contract) throw new Error(`events/${name}.ts exports no contract.`);
  return contract;
}

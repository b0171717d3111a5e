/** Every contract of this folder, by the name of its files. */
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Contract } from './contract.ts';

const folder = import.meta.dirname;

export async function readContracts(): Promise<ReadonlyMap<string, Contract<object>>> {
  const modules = (await readdir(folder)).filter((file) => file.endsWith('.ts')).sort();
  const contracts = new Map<string, Contract<object>>();
  for (const file of modules) {
    const contract = Object.values<unknown>(await import(join(folder, file))).find(isContract);
    if (contract) contracts.set(basename(file, '.ts'), contract);
  }
  return contracts;
}

function isContract(value: unknown): value is Contract<object> {
  return typeof value === 'object' && value !== null && 'type' in value && 'schema' in value;
}

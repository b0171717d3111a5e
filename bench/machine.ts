/** What the numbers were measured on. A number means nothing without it. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

export interface Machine {
  readonly cpu: string | undefined;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
  readonly node: string;
  /** The versions of what the contenders are made of. */
  readonly packages: Readonly<Record<string, string>>;
}

const measuredPackages = [
  '@aws-lambda-powertools/batch',
  '@aws-lambda-powertools/idempotency',
  '@middy/core',
  '@aws-sdk/client-dynamodb',
  'axios',
];

export function describeMachine(): Machine {
  return {
    ...{ cpu: cpus()[0]?.model, cores: cpus().length, memoryGiB: Math.round(totalmem() / 2 ** 30) },
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
    packages: Object.fromEntries(measuredPackages.map((name) => [name, versionOf(name)])),
  };
}

/** How many processes wanted the processor in the last minute, on average. */
export function currentLoad(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

function versionOf(name: string): string {
  const file = join(import.meta.dirname, 'node_modules', name, 'package.json');
  return JSON.parse(readFileSync(file, 'utf8')).version;
}

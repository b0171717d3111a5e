/** What the packaged functions weigh, and what must not be in them: both make every cold start longer. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { unzipSync } from 'fflate';
import { functions, type Operation, operations, personLooks, sweeps } from './operations.ts';

const nodeModules = join(__dirname, '../../node_modules');

/** Kilobytes, of 1,000 bytes each: a few more than there are, with the example policy. */
function budgetOf(operation: Operation): number {
  if (operations.includes(operation)) return 417;
  if (sweeps.includes(operation)) return 255;
  return personLooks.includes(operation) ? 388 : 474;
}

interface Unwanted {
  /** A module, below `node_modules`. */
  readonly module: string;
  /** A text in it that is left when it is minified. */
  readonly mark: string;
}

const unwanted: readonly Unwanted[] = [
  { module: '@aws-sdk/client-dynamodb/dist-es/schemas/schemas_0.js', mark: 'ItemCollectionSizeLimitExceededException' },
  { module: '@smithy/credential-provider-imds/dist-es/fromInstanceMetadata.js', mark: 'ec2_metadata_v1_disabled' },
  { module: 'follow-redirects/index.js', mark: 'Maximum number of redirects exceeded' },
  { module: 'form-data/lib/form_data.js', mark: 'FormData boundary must be a string' },
  { module: 'proxy-from-env/index.js', mark: 'all_proxy' },
  { module: 'yaml/dist/doc/Document.js', mark: 'Document with errors cannot be stringified' },
];

/** Of Node's own modules, those that take long to load. */
const slowModules = ['http2', 'undici', 'sqlite'];

const bundles = new Map<string, string>();
beforeAll(() => {
  for (const { name } of functions) {
    const zip = unzipSync(readFileSync(join(process.env['ZUORA_ACCESS_PACKAGE'] ?? '', `${name}.zip`)));
    bundles.set(name, Buffer.from(zip[`functions/${name}.cjs`] ?? []).toString());
  }
});

function problemsOf(bundle: string): string[] {
  const modules = unwanted.filter(({ mark }) => bundle.includes(mark)).map(({ module }) => module);
  const slow = slowModules.filter((name) => new RegExp(`require\\("(node:)?${name}"\\)`).test(bundle));
  return [...modules, ...slow];
}

describe.each(functions)('the bundle of $name', (operation) => {
  const bundle = () => bundles.get(operation.name) ?? '';

  test('weighs no more than its budget', () => {
    expect(bundle().length).toBeGreaterThan(0);
    expect(Buffer.byteLength(bundle()) / 1000).toBeLessThanOrEqual(budgetOf(operation));
  });

  test('has nothing that it does not need', () => {
    expect(problemsOf(bundle())).toEqual([]);
  });
});

test.each(unwanted)('$module would be found', ({ module, mark }) => {
  expect(readFileSync(join(nodeModules, module), 'utf8')).toContain(mark);
  expect(problemsOf(`throw new Error("${mark}")`)).toEqual([module]);
});

test.each(['var a=require("http2");', 'var a=require("node:http2");'])('%s would be found', (code) => {
  expect(problemsOf(code)).toEqual(['http2']);
});

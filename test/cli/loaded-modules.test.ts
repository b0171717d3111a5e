/** A command loads only what it needs: loading everything takes longer than most commands run. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { launch } from './command.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-coverage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The packages from which a command loads a module. V8's coverage names every script that was loaded. */
async function packagesOf(...args: string[]): Promise<Set<string>> {
  const env = { NODE_V8_COVERAGE: folder, AWS_ENDPOINT_URL: 'http://127.0.0.1:9' };
  await launch(join(__dirname, '../../cli/main.ts'), '', env, args).finished;
  const urls = readdirSync(folder).flatMap((name): string[] => {
    const { result }: { result: { url: string }[] } = JSON.parse(readFileSync(join(folder, name), 'utf8'));
    return result.map(({ url }) => url);
  });
  expect(urls).toContainEqual(expect.stringMatching(/\/cli\/main\.ts$/));
  return new Set(urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? []));
}

const awsClients = (packages: Set<string>) =>
  [...packages].filter((name) => name.startsWith('@aws-sdk/client-')).sort();

test('the help needs the parser of commands alone', async () => {
  expect(await packagesOf('--help')).toEqual(new Set(['commander']));
});

test('a command for dead letters needs the clients of queues and tables alone', async () => {
  expect(awsClients(await packagesOf('dlq', 'list'))).toEqual(['@aws-sdk/client-dynamodb', '@aws-sdk/client-sqs']);
});

test('a command for policies needs no client of AWS', async () => {
  expect(awsClients(await packagesOf('policy', 'check', 'none.yml'))).toEqual([]);
});

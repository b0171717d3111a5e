/** What Node loads when a function starts. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { options } from '../../infrastructure/bundle.ts';
import { unusedModules } from '../../infrastructure/unused-modules.ts';

const root = join(__dirname, '../..');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zuora-access-bundle-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The names of Node's own modules that a bundle of this code has loaded, once it has printed its own. */
async function loadedBy(code: string, plugins = [unusedModules]): Promise<string[]> {
  const outfile = join(folder, 'bundle.cjs');
  const { alias, mainFields, target, minify } = options;
  await build({
    ...{ absWorkingDir: root, outfile, plugins, alias, mainFields, target, minify, bundle: true, platform: 'node' },
    format: 'cjs',
    stdin: {
      contents: `${code}\ndone.then(() => console.log(JSON.stringify(process.moduleLoadList)));`,
      resolveDir: root,
    },
  });
  const printed = execFileSync(process.execPath, [outfile], { encoding: 'utf8' });
  return JSON.parse(printed).filter((name: string) => /undici|http2|NativeModule fs\/promises/.test(name));
}

/** It makes a request. */
const httpClient = `
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createHttp } from './lib/zuora/http.ts';
async function request() {
  const server = createServer(({ method }, response) => response.end(method)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = 'http://127.0.0.1:' + server.address().port;
  const call = { name: 'request', isWrite: true };
  const { body } = await createHttp()(call, { method: 'PUT', url, headers: {}, body: '{}', timeout: 60_000 });
  if (body !== 'PUT') throw new Error(body);
  server.close();
  server.closeAllConnections();
}
const done = request();
`;
const awsClients = `
import { SQSClient } from '@aws-sdk/client-sqs';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamodbClient } from './lib/dynamodb/dynamodb-client.ts';
const region = 'us-east-1';
for (const Client of [SQSClient, SecretsManagerClient]) new Client({ region });
DynamodbClient.fromEnvironment({ AWS_REGION: region });
const done = Promise.resolve();
`;

test.each([
  ['the HTTP client', httpClient],
  ['the clients of AWS', awsClients],
])('%s starts without undici, HTTP/2 and access to files', async (_, code) => {
  expect(await loadedBy(code)).toEqual([]);
});

test('Node loads them for the packages as they are published', async () => {
  expect(await loadedBy(httpClient, [])).toEqual(expect.arrayContaining([expect.stringMatching(/undici/)]));
  expect(await loadedBy(awsClients, [])).toEqual(['NativeModule fs/promises']);
});

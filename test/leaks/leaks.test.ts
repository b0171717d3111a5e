import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { openSecrets } from '../../local/aws/secrets.ts';
import { seedClient } from '../../local/zuora/seed.ts';
import { startZuora } from '../../local/zuora/server.ts';
import { authorize, sendToSandbox } from '../services/sandbox-client.ts';
import { findLeaks } from './search.ts';
import { readFiles, WRITTEN, type WrittenFile } from './written.ts';

const fileOf = (path: string, text: string): WrittenFile => ({ path, content: Buffer.from(text) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leaks-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the search', () => {
  const added = { ...seedClient.japan, id: '5eed0000-0000-4000-8000-0000000a0004', secret: 'added while it runs' };
  const clientSecret = 'put by an administrator';
  let vaults: WrittenFile[];
  let token: string;

  beforeEach(async () => {
    const zuora = await startZuora({ port: 0, journal: join(folder, 'zuora.jsonl') });
    await sendToSandbox(zuora.url, 'POST', '/_sandbox/clients', { body: { clients: [added] } });
    token = (await authorize(zuora.url)).authorization.replace('Bearer ', '');
    await zuora.close();
    const secrets = openSecrets(Date.now, join(folder, 'aws/secrets.json'));
    const SecretString = JSON.stringify({ entities: { any: { clientSecret } } });
    await secrets.call('CreateSecret', { Name: 'any', SecretString }, new AbortController().signal);
    vaults = readFiles(folder);
  });

  test.each<[what: string, secret: () => string]>([
    ['a token of the sandbox', () => token],
    ['the secret of a client that it has from the beginning', () => seedClient.service.secret],
    ['the same as a form has it', () => encodeURIComponent(seedClient.service.secret)],
    ['the secret of a client that it was given', () => added.secret],
    ['the secret that is in Secrets Manager', () => clientSecret],
  ])('finds %s', (_, secret) => {
    const log = fileOf('functions.log', `first line\nsecond: ${secret()}.\nthird: ${secret()}.`);
    expect(findLeaks([log, ...vaults])).toEqual([
      'functions.log, line 2, has a secret',
      'functions.log, line 3, has a secret',
    ]);
  });

  test('leaves the files alone that secrets belong in', () => {
    expect(vaults).toHaveLength(2);
    expect(findLeaks(vaults)).toEqual([]);
  });

  test('demands secrets that not any text may have', () => {
    const vault = fileOf('secrets.json', JSON.stringify({ clientSecret: 'wrong' }));
    expect(findLeaks([vault])).toEqual([expect.stringContaining('give it 12 characters or more')]);
  });
});

describe('a run', () => {
  /** A run of its own, of one test that leaves this in what was written. */
  function runThatWrites(
    text: string,
    name = 'planted',
    file = 'functions.log',
  ): Promise<{ failed: boolean; output: string }> {
    const test = `require('node:fs').writeFileSync(process.env.${WRITTEN} + '/${file}', ${JSON.stringify(text)});
      test('passes', () => {});`;
    mkdirSync(join(folder, 'test/system'), { recursive: true });
    writeFileSync(join(folder, `${name}.test.js`), test);
    const config = { rootDir: folder, reporters: [join(__dirname, 'reporter.ts')] };
    const jest = [join(__dirname, '../../node_modules/jest/bin/jest.js'), '--config', JSON.stringify(config)];
    return new Promise((resolve) => {
      execFile(process.execPath, jest, { env: { ...process.env, TMPDIR: folder } }, (error, _, output) =>
        resolve({ failed: error !== null, output }),
      );
    });
  }

  test('fails when a secret was written, and names file and line but not the secret', async () => {
    const { failed, output } = await runThatWrites(`all is well\n{"detail":"${seedClient.service.secret}"}\n`);
    expect(failed).toBe(true);
    expect(output).toContain('functions.log, line 2, has a secret');
    expect(output).not.toContain(seedClient.service.secret);
  });

  test('fails when stacks ran, and their logs were not kept', async () => {
    const { failed, output } = await runThatWrites('all is well\n', 'test/system/planted', 'terminal.log');
    expect([failed, output]).toEqual([true, expect.stringContaining('nothing of them was searched')]);
  });

  test('passes when none was', async () => {
    expect(await runThatWrites('all is well\n')).toMatchObject({ failed: false });
  });

  test('of all tests is searched: this one is', () => {
    expect(process.env[WRITTEN]).toBeDefined();
  });
});

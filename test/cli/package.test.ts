/** The commands as a package: packed, installed without a network, and run outside the checkout. */
import { type ExecFileOptions, execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAuditTable } from '../services/audit-table.ts';
import { createLedgerTable } from '../services/ledger-table.ts';
import { useAws } from '../services/use-aws.ts';
import { type Finished, launch } from './command.ts';

const project = join(__dirname, '../..');
const aws = useAws();
const sqs = aws.client((settings) => new SQSClient(settings));
const dynamodb = aws.client((settings) => new DynamoDBClient(settings));

/** Packs a checkout of its own: the real one is in use. */
let checkout: string;
let installed: string;
let manifest: string;

const run = promisify(execFile);
const npm = (cwd: string, ...args: string[]) => {
  const env = { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env['PATH']}` };
  const options: ExecFileOptions = { cwd, env };
  return run('npm', [...args, '--silent', '--no-update-notifier'], options);
};

beforeAll(async () => {
  checkout = mkdtempSync(join(tmpdir(), 'zuora-access-checkout-'));
  installed = mkdtempSync(join(tmpdir(), 'zuora-access-installed-'));
  for (const file of ['package.json', 'README.md', 'LICENSE']) copyFileSync(join(project, file), join(checkout, file));
  symlinkSync(join(project, 'cli'), join(checkout, 'cli'), 'junction');
  manifest = readFileSync(join(checkout, 'package.json'), 'utf8');
  await npm(checkout, 'pack', '--pack-destination', installed);
  const [tarball = ''] = readdirSync(installed);
  await npm(installed, 'install', '--offline', '--no-audit', '--no-fund', `./${tarball}`);
});
afterAll(() => {
  for (const folder of [checkout, installed]) rmSync(folder, { recursive: true });
});

const packed = (...path: string[]) => join(installed, 'node_modules/zuora-access', ...path);
const cli = (env: Record<string, string>, ...args: string[]): Promise<Finished> =>
  launch(packed('dist/main.js'), '', env, args).finished;

test('the package holds the bundle and its licences, and depends on no other package', () => {
  expect(readdirSync(packed()).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  expect(JSON.parse(readFileSync(packed('package.json'), 'utf8'))).toEqual({
    ...{ name: 'zuora-access', version: '0.1.0', license: 'MIT', private: true, type: 'module' },
    description: expect.any(String),
    bin: { 'zuora-access': 'dist/main.js' },
    engines: { node: '^22.21 || >=24.5' },
    files: ['dist'],
  });
  expect(readdirSync(join(installed, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
    'zuora-access',
  ]);
  expect(readFileSync(packed('dist/THIRD-PARTY-LICENSES.txt'), 'utf8')).toMatch(
    /^commander \S+: MIT\n\n.*MIT License/ms,
  );
});

test('packing leaves the package.json of the checkout as it was', () => {
  expect(readFileSync(join(checkout, 'package.json'), 'utf8')).toBe(manifest);
});

test('the help, the version and the check of a policy need neither the checkout nor AWS', async () => {
  const [help, version, check] = await Promise.all([
    cli({}, '--help'),
    cli({}, '--version'),
    cli({}, 'policy', 'check', join(project, 'policy.example.yml')),
  ]);
  expect(help).toMatchObject({ exitCode: 0, output: expect.stringContaining('Usage: zuora-access'), notes: '' });
  expect(version).toEqual({ exitCode: 0, output: '0.1.0\n', notes: '' });
  expect(check).toMatchObject({ exitCode: 0, output: expect.stringContaining('sound, '), notes: '' });
});

test('commands work on a stage, with the contracts of the events', async () => {
  await createLedgerTable(dynamodb, 'zuora-access-packed-ledger');
  await createAuditTable(dynamodb, 'zuora-access-packed-audit');
  for (const queue of ['user-access-requests', 'user-access-requests-dlq']) {
    await sqs.send(new CreateQueueCommand({ QueueName: `zuora-access-packed-${queue}` }));
  }
  const stage = { AWS_ENDPOINT_URL: aws.url, ZUORA_ACCESS_STAGE: 'packed' };
  expect(await cli(stage, 'dlq', 'list')).toEqual({
    ...{ exitCode: 0, output: '' },
    notes: expect.stringMatching(/^No dead letters/),
  });
  const example = join(project, 'events/user-access-requested.example.json');
  expect(await cli(stage, 'publish', example)).toMatchObject({
    exitCode: 0,
    output: expect.stringContaining('user-access-requests'),
  });
});

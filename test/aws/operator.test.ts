/** The operator's commands of docs/deploy.md, on an AWS that is not the embedded one. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as z from 'zod';
import { secretValue } from '../../local/zuora/seed.ts';
import { feed, run } from '../cli/command.ts';
import { functions } from '../infrastructure/operations.ts';
import { World } from '../system/world.ts';

const EXAMPLE = join(__dirname, '../../events/entity-connection-requested.example.json');

let world: World;
beforeAll(async () => {
  world = await World.begin();
});
afterAll(() => world.end());

const env = () => ({ AWS_ENDPOINT_URL: world.stack.aws });

test('credentials set puts in what Zuora takes', async () => {
  const value = JSON.stringify(secretValue(world.stack.zuora));
  const { exitCode, output } = await feed(value, env(), 'credentials', 'set', '--stdin', '--yes');
  expect(output).toContain('Written to zuora-access/local/oauth.');
  expect(exitCode).toBe(0);
});

test('publish --wait follows the first event to its outcome', async () => {
  const { exitCode, output } = await run(env(), 'publish', EXAMPLE, '--new-id', '--wait', '10m');
  expect(output).toMatch(/^applied\n/);
  expect(exitCode).toBe(0);
});

test('doctor finds the event source mappings disabled, and nothing else', async () => {
  const { exitCode, output } = await run(env(), 'doctor', '--json');
  const findings = z.array(z.object({ check: z.string(), status: z.string() })).parse(JSON.parse(output));
  const failed = findings.filter(({ status }) => status === 'fail');
  expect(failed.map(({ check }) => check)).toEqual(functions.map(() => 'Event source mapping'));
  expect(exitCode).toBe(1);
});

/** The service does its work at the stand-ins, and the contender with our calls makes as many. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Bench } from '../../bench/bench.ts';
import { unpackService } from '../../bench/bundles.ts';
import { type CallsRow, measureCalls } from '../../bench/measurements/calls.ts';

const names = ['service', 'axios-same-calls'];

let folder: string;
let service: CallsRow | undefined;
let other: CallsRow | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zuora-access-bench-'));
  const packaged = await unpackService(process.env['ZUORA_ACCESS_PACKAGE'] ?? '', folder);
  const bench = await Bench.prepare({ folder, names, runs: 1, rounds: 1, tell: () => {} }, packaged);
  [service, other] = await measureCalls(bench);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the first message reads the secret and gets a token, and no other does', () => {
  expect(service?.first).toMatchObject({ 'secret reads': 1, tokens: 1, 'Zuora writes': 1 });
  expect(service?.known).not.toHaveProperty('secret reads');
  expect(service?.known).not.toHaveProperty('tokens');
});

test('a message is done with one write to Zuora, and none when it comes again', () => {
  expect(service?.known['Zuora writes']).toBe(1);
  expect(service?.repeated).not.toHaveProperty('Zuora writes');
});

test('the contender with our calls makes as many of each kind as the service', () => {
  for (const kind of ['DynamoDB writes', 'Zuora reads', 'Zuora writes']) {
    expect([kind, other?.known[kind]]).toEqual([kind, service?.known[kind]]);
  }
});

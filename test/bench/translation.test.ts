/** Translation does its work at the stand-ins: people become known, and decisions are sent. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Bench } from '../../bench/bench.ts';
import { unpackService } from '../../bench/bundles.ts';
import { measureTranslation, type TranslationRow } from '../../bench/measurements/translation.ts';

let folder: string;
let rows: TranslationRow[];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'zuora-access-bench-'));
  const packaged = await unpackService(process.env['ZUORA_ACCESS_PACKAGE'] ?? '', folder);
  const bench = await Bench.prepare({ folder, names: ['service'], runs: 1, rounds: 1, tell: () => {} }, packaged);
  rows = await measureTranslation(bench);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a message costs what is promised of a decision', () => {
  const requests = rows.map(({ name, requests }) => [
    name,
    ...['DynamoDB reads', 'DynamoDB writes', 'SQS calls'].map((kind) => Math.round(requests[kind] ?? 0)),
  ]);
  expect(requests).toEqual([
    ['new', 1, 5, 1],
    ['changed', 2, 2, 1],
    ['same', 2, 1, 1],
  ]);
});

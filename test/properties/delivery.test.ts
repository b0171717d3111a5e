/**
 * The promises of docs/delivery.md, under whatever happens.
 *
 * `FC_RUNS` sets how many runs. `FC_SEED` and `FC_PATH` repeat a failure. `FC_REPORT` names a file for a report:
 *
 *     FC_RUNS=20000 FC_REPORT=bench/results/delivery-property.json npx jest test/properties/delivery
 */
import { writeFileSync } from 'node:fs';
import { test } from '@jest/globals';
import * as fc from 'fast-check';
import { invariants } from './invariants/invariants.ts';
import { soundParts } from './parts.ts';
import { Report } from './report.ts';
import { deliveryProperty } from './run.ts';
import { subjects } from './subjects.ts';

const { FC_RUNS = '600', FC_SEED = String(Date.now() % 2 ** 31), FC_PATH, FC_REPORT } = process.env;
/** For a hang alone: in milliseconds. */
const limit = 900_000 + Number(FC_RUNS) * 1_000;

test(
  'the promises hold, whatever happens in whatever order',
  async () => {
    const numRuns = Number(FC_RUNS);
    const seed = Number(FC_SEED);
    const report = new Report(seed, invariants);
    const property = deliveryProperty(subjects(), soundParts, invariants, (world) => report.add(world));
    await fc.assert(property, { numRuns, seed, ...(FC_PATH && { path: FC_PATH }) });
    if (FC_REPORT) writeFileSync(FC_REPORT, report.toString());
  },
  limit,
);

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
import { limitOf, runsOf } from './environment-runs.ts';
import { invariants } from './invariants/invariants.ts';
import { soundParts } from './parts.ts';
import { Report } from './report.ts';
import { deliveryProperty } from './run.ts';
import { subjects } from './subjects.ts';

const { FC_REPORT } = process.env;
const runs = runsOf(600);
const limit = limitOf(runs);

test(
  'the promises hold, whatever happens in whatever order',
  async () => {
    const report = new Report(runs.seed, invariants);
    const property = deliveryProperty(subjects(), soundParts, invariants, (world) => report.add(world));
    await fc.assert(property, runs);
    if (FC_REPORT) writeFileSync(FC_REPORT, report.toString());
  },
  limit,
);

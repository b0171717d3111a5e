/** docs/performance.md has the tables of the results that are committed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { costTable, limitsTable, outageTable } from '../../../bench/scale/tables.ts';
import { readDocument } from '../../markdown.ts';

const page = readDocument('docs/performance.md');

test.each([
  ['limits', limitsTable],
  ['outage', outageTable],
  ['cost', costTable],
] as const)('docs/performance.md shows the results of npm run scale -- %s', (name, tableOf) => {
  const file = join(__dirname, `../../../bench/results/scale-${name}.json`);
  expect(page).toContain(tableOf(JSON.parse(readFileSync(file, 'utf8')).rows));
});

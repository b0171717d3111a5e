import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import { effectiveTable } from '../../../cli/reports/effective-report.ts';
import type { EffectiveChange } from '../../../lib/ledger/effective-change.ts';

const change: EffectiveChange = {
  version: 1,
  identity: 'effective:0123456789abcdef',
  source: 'workday',
  change: 'left',
  groups: [],
  username: 'ada.lovelace.countess.of.lovelace@example.com',
  announcement: '2026-12-31T17:00:00.000Z',
  announcedBy: 'event-1',
  saidAt: '2026-11-21T09:30:00.000Z',
  effectiveAt: '2026-12-31T17:00:00.000Z',
  state: 'cancelled',
  events: [],
  cancelled: [],
};
const moved: EffectiveChange = {
  ...change,
  source: 'plain',
  publisher: 'https://hr.example.com/onboarding',
  change: 'removed-from-group',
  groups: ['zuora-emea-billing'],
};
const rowsOf = (width: number) =>
  stripVTControlCharacters(effectiveTable([change, moved], width))
    .split('\n')
    .map((row) => row.trimEnd());

test('a table of effective-dated changes fits a terminal of 80 characters', () => {
  const rows = rowsOf(80);
  expect(Math.max(...rows.map(({ length }) => length))).toBeLessThanOrEqual(80);
  expect(rows).toEqual([
    expect.stringMatching(/^ID +PERSON +CHANGE +EFFECTIVE AT +SOURCE +STATE$/),
    expect.stringMatching(/^0123456789abcdef {2}ada\.lovelace… +left +2026-12-31T17:00Z +workday +cancelled$/),
    expect.stringMatching(/^0123456789abcdef .+ remove… +2026-12-31T17:00Z +plain … +cancelled$/),
  ]);
});

test('a wide terminal shows more of each cell', () => {
  const [, first = '', second = ''] = rowsOf(200);
  expect(first).toContain('ada.lovelace.countess.of.lovelace@example.com');
  expect(second).toContain('removed-from-group zuora-emea-billi');
});

test('a terminal of 60 characters shows a block for each change, with its whole cells', () => {
  const rows = rowsOf(60);
  expect(Math.max(...rows.map(({ length }) => length))).toBeLessThanOrEqual(60);
  expect(rows.slice(0, 3)).toEqual([
    'ID            0123456789abcdef',
    'PERSON        ada.lovelace.countess.of.lovelace@example.com',
    'CHANGE        left',
  ]);
});

import { expect, test } from '@jest/globals';
import { parseInstant } from '../../../cli/arguments/instant.ts';

test.each([
  ['2026-11-01', '2026-11-01T00:00:00.000Z'],
  ['2026-11-01T09:30Z', '2026-11-01T09:30:00.000Z'],
  ['2026-11-01t09:30:15z', '2026-11-01T09:30:15.000Z'],
  ['2026-11-01T09:30:15.250+01:00', '2026-11-01T08:30:15.250Z'],
  ['2024-02-29', '2024-02-29T00:00:00.000Z'],
])('%s is %s', (text, instant) => {
  expect(new Date(parseInstant(text)).toISOString()).toBe(instant);
});

test.each([
  '',
  'yesterday',
  '2026-11-01T09:30',
  '2026-02-30',
  '2026-13-01',
  '1795253400',
  '2026-11-01T25:00Z',
  '01/11/2026',
])('%j is refused', (text) => {
  expect(() => parseInstant(text)).toThrow('It must be a date');
});

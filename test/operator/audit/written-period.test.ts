import { describe, expect, test } from '@jest/globals';
import { dayPartsOf, problemOf } from '../../../operator/audit/written-period.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const at = (text: string) => Date.parse(text);

describe('a period', () => {
  test.each([
    ['2026-11-01T00:00Z', '2026-11-29T11:45Z', undefined],
    ['2016-11-28T11:45Z', '2026-11-29T11:45Z', undefined],
    ['2026-11-02T00:00Z', '2026-11-01T00:00Z', '--from must be before --to.'],
    ['2026-11-01T00:00Z', '2026-11-01T00:00Z', '--from must be before --to.'],
    ['2026-11-01T00:00Z', '2026-11-29T11:45:00.001Z', 'at least 15 minutes ago, 2026-11-29T11:45:00.000Z'],
    ['2026-11-01T00:00Z', '2026-12-24T00:00Z', 'may still be on their way'],
    ['2016-11-01T00:00Z', '2026-11-29T00:00Z', 'longer than ten years'],
  ])('from %s to %s', (from, to, problem) => {
    const found = problemOf({ from: at(from), to: at(to) }, now);
    if (problem === undefined) expect(found).toBeUndefined();
    else expect(found).toContain(problem);
  });
});

describe('the parts of days', () => {
  test('are whole days between two parts', () => {
    expect(dayPartsOf({ from: at('2026-02-27T22:00Z'), to: at('2026-03-01T01:30Z') })).toEqual([
      { day: '2026-02-27', from: '2026-02-27T22:00:00.000Z', to: '2026-02-28T00:00:00.000Z' },
      { day: '2026-02-28', from: '2026-02-28T00:00:00.000Z', to: '2026-03-01T00:00:00.000Z' },
      { day: '2026-03-01', from: '2026-03-01T00:00:00.000Z', to: '2026-03-01T01:30:00.000Z' },
    ]);
  });

  test('leave out a day that only begins at the end', () => {
    const days = dayPartsOf({ from: at('2026-11-01T00:00Z'), to: at('2026-11-03T00:00Z') }).map(({ day }) => day);
    expect(days).toEqual(['2026-11-01', '2026-11-02']);
  });

  test('of a moment are one', () => {
    expect(dayPartsOf({ from: at('2026-11-01T08:00Z'), to: at('2026-11-01T08:00:00.001Z') })).toEqual([
      { day: '2026-11-01', from: '2026-11-01T08:00:00.000Z', to: '2026-11-01T08:00:00.001Z' },
    ]);
  });
});

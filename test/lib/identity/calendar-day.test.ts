import { describe, expect, test } from '@jest/globals';
import { calendarDay } from '../../../lib/identity/calendar-day.ts';

describe('a date without a time', () => {
  test.each([
    ['2026-12-31', 'UTC', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-12-31', 'Europe/Berlin', '2026-12-30T23:00:00.000Z', '2026-12-31T23:00:00.000Z'],
    ['2026-12-31', 'America/Los_Angeles', '2026-12-31T08:00:00.000Z', '2027-01-01T08:00:00.000Z'],
    ['2026-12-31', 'Pacific/Kiritimati', '2026-12-30T10:00:00.000Z', '2026-12-31T10:00:00.000Z'],
    ['2026-12-31', 'Asia/Kathmandu', '2026-12-30T18:15:00.000Z', '2026-12-31T18:15:00.000Z'],
    // 23 hours and 25 hours.
    ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z', '2026-03-29T22:00:00.000Z'],
    ['2026-10-25', 'Europe/Berlin', '2026-10-24T22:00:00.000Z', '2026-10-25T23:00:00.000Z'],
    // The clock goes from 24:00 to 01:00: the day begins at 01:00.
    ['2026-04-23', 'Africa/Cairo', '2026-04-22T22:00:00.000Z', '2026-04-23T22:00:00.000Z'],
    ['2026-04-24', 'Africa/Cairo', '2026-04-23T22:00:00.000Z', '2026-04-24T21:00:00.000Z'],
    // The clock goes back from 01:00 to 00:00: midnight comes twice.
    ['2026-11-01', 'America/Havana', '2026-11-01T04:00:00.000Z', '2026-11-02T05:00:00.000Z'],
    // A day that Samoa skipped.
    ['2011-12-29', 'Pacific/Apia', '2011-12-29T10:00:00.000Z', '2011-12-30T10:00:00.000Z'],
    ['2028-02-29', 'Europe/Berlin', '2028-02-28T23:00:00.000Z', '2028-02-29T23:00:00.000Z'],
    ['9999-12-31', 'America/Los_Angeles', '9999-12-31T08:00:00.000Z', '9999-12-31T23:59:59.999Z'],
  ])('%s in %s lasts from %s until %s', (date, timeZone, from, until) => {
    expect(calendarDay(date, timeZone)).toEqual({ from, until });
  });

  test.each([
    ['2026-12-31-08:00', '2026-12-31T08:00:00.000Z', '2027-01-01T08:00:00.000Z'],
    ['2026-12-31Z', '2026-12-31T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
    ['2026-12-31+0530', '2026-12-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
  ])('%s has its own zone', (date, from, until) => {
    expect(calendarDay(date, 'Europe/Berlin')).toEqual({ from, until });
  });

  test('may be written as a midnight without a zone', () => {
    for (const date of [' 2026-12-31T00:00:00 ', '2026-12-31 00:00', '2026-12-31T00:00:00.000']) {
      expect(calendarDay(date, 'Europe/Berlin')).toEqual(calendarDay('2026-12-31', 'Europe/Berlin'));
    }
  });
});

test.each([
  ['2026-12-31T00:00:00Z'],
  ['2026-12-31T18:00:00'],
  ['2026-02-30'],
  ['2026-13-01'],
  ['31.12.2026'],
  ['1969-12-31'],
  [''],
  [1_795_253_400],
  [undefined],
])('%s is not a date without a time', (value) => {
  expect(calendarDay(value, 'Europe/Berlin')).toBeUndefined();
});

/** Which sources are silent. */
import { expect, test } from '@jest/globals';
import { type SourceState, sourceStates } from '../../../lib/traffic/source-state.ts';
import { type SourceTraffic, withArrival } from '../../../lib/traffic/source-traffic.ts';

const hour = 3_600_000;
const day = 24 * hour;
/** A Monday. */
const start = Date.parse('2026-11-02T09:00:00Z');

const everyDay = Array.from({ length: 20 }, (_, index) => index);
const workdays = everyDay.filter((one) => one % 7 < 5);
const hourly = Array.from({ length: 20 * 24 }, (_, index) => index / 24);
const [lastDay, lastFriday, lastHour] = [19, 18, 20 - 1 / 24];

/** The state of a source that sends on these days, on a later day. */
function stateOf(days: readonly number[], now: number): SourceState | undefined {
  const traffic = days.reduce<readonly SourceTraffic[]>(
    (known, one) => withArrival(known, ['okta'], start + one * day),
    [],
  );
  return sourceStates(traffic, start + now * day)[0]?.state;
}

test.each<[what: string, days: readonly number[], now: number, state: SourceState | undefined]>([
  ['a daily source is active after two days', everyDay, lastDay + 2, 'active'],
  ['and silent from then on', everyDay, lastDay + 2 + 1 / day, 'silent'],
  ['until it is forgotten after 60 days', everyDay, lastDay + 60 - 1 / day, 'silent'],
  ['and then it is gone', everyDay, lastDay + 60, undefined],
  ['a source that rests at weekends is active through twice a weekend', workdays, lastFriday + 6, 'active'],
  ['and silent from then on', workdays, lastFriday + 6.1, 'silent'],
  ['a source that never rests is active for a day', hourly, lastHour + 1, 'active'],
  ['and silent from then on', hourly, lastHour + 1.01, 'silent'],
  ['a source is not watched before it has sent for 14 days', everyDay.slice(0, 14), 40, 'new'],
  ['and is watched then', everyDay.slice(0, 15), 40, 'silent'],
  ['a source that was tried out once is not watched', [0], 40, 'new'],
  ['a source is active as its message arrives', everyDay, lastDay, 'active'],
])('%s', (_, days, now, state) => {
  expect(stateOf(days, now)).toBe(state);
});

test('the sources come by name, each with its newest message and its longest gap', () => {
  const traffic = withArrival(
    withArrival(withArrival([], ['workday', 'okta'], start), ['workday'], start + day),
    ['workday'],
    start + 4 * day,
  );
  expect(sourceStates(traffic, start + 5 * day)).toEqual([
    { name: 'okta', lastAt: start, longestGap: 0, state: 'new' },
    { name: 'workday', lastAt: start + 4 * day, longestGap: 3 * day, state: 'new' },
  ]);
});

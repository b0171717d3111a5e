import { expect, test } from '@jest/globals';
import { ServerClock } from '../../../lib/dynamodb/server-clock.ts';
import { Clock } from '../../clock.ts';

const minutes = 60_000;
/** Ten minutes after the test's clock. */
const date = 'Sat, 21 Nov 2026 09:40:00 GMT';

test.each<[string, Record<string, string>, number, number]>([
  ['a date', { date }, 0, 10 * minutes],
  ['the date of an answer that took a quarter of an hour', { date }, 15 * minutes, -5 * minutes],
  ['the date of an answer that took longer', { date }, 15 * minutes + 1, 0],
  ['the date of an answer that a proxy has kept', { date, age: '1' }, 0, 0],
  ['no date', {}, 0, 0],
  ['a date that is none', { date: 'today' }, 0, 0],
])('%s corrects the clock', (_, headers, took, correction) => {
  const clock = new Clock();
  const server = new ServerClock(clock.now);
  const signed = server.read();
  clock.advance(took);
  server.learn(headers, signed);
  expect(server.read()).toEqual({ at: clock.now(), correction });
});

test('only a signature from before the correction was off', () => {
  const server = new ServerClock(new Clock().now);
  const [early, atTheSameTime] = [server.read(), server.read()];
  expect(server.learn({ date }, early)).toBe(true);
  expect(server.learn({ date }, atTheSameTime)).toBe(true);
  expect(server.learn({ date }, server.read())).toBe(false);
});

import { expect, test } from '@jest/globals';
import { judgeClock, ServerClock } from '../../../operator/doctor/server-clock.ts';

const noon = Date.parse('2026-11-21T12:00:00Z');
const clock = () => new ServerClock(() => noon);

test('a clock is compared with the latest date that an answer has told', () => {
  const aws = clock();
  expect(aws.ahead).toBeUndefined();
  aws.note('Sat, 21 Nov 2026 11:00:00 GMT');
  aws.note('Sat, 21 Nov 2026 12:10:00 GMT');
  aws.note(undefined);
  aws.note('no date');
  expect(aws.ahead).toBe(600_000);
});

test.each<[ahead: number | undefined, status: string]>([
  [undefined, 'skipped'],
  [0, 'ok'],
  [59_999, 'ok'],
  [-59_999, 'ok'],
  [60_000, 'warn'],
  [-299_999, 'warn'],
  [300_000, 'fail'],
  [-300_000, 'fail'],
])('a server whose clock is ahead by %p ms: %s', (ahead, status) => {
  expect(judgeClock('AWS', ahead).status).toBe(status);
});

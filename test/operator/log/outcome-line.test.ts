import { expect, test } from '@jest/globals';
import { formatLogRow, outcomeRow } from '../../../operator/log/log-row.ts';
import { parseOutcomeLine } from '../../../operator/log/outcome-line.ts';

const line = { message: 'outcome', messageId: 'm-1' };
const row = (fields: object) => {
  const parsed = parseOutcomeLine(JSON.stringify({ ...line, ...fields }));
  return parsed && formatLogRow(outcomeRow(parsed, ['e-1']), (label) => label);
};

test.each([
  [
    { outcome: 'translated', operation: 'translateIdentityEvent', change: 'joined', username: 'ada', granted: ['uk'] },
    'translated       translateIdentityEvent      e-1  joined  ada  grant uk',
  ],
  [
    { outcome: 'ignored', operation: 'translateIdentityEvent', reason: 'report-only', reported: ['uk', 'japan'] },
    'ignored          translateIdentityEvent      e-1  report uk, japan  report-only',
  ],
  [
    {
      outcome: 'retry',
      operation: 'requestUserAccess',
      attempt: 2,
      durationMs: 1.6,
      reason: 'temporary',
      retryInSeconds: 5,
    },
    'retry            requestUserAccess           e-1  attempt 2  2 ms  temporary  again in 5 s',
  ],
  [{ outcome: 'of-a-later-release', operation: 'x', news: 1 }, 'of-a-later-release  x                           e-1'],
])('a line of the audit trail is a row: %j', (told, expected) => {
  expect(row(told)).toBe(expected);
});

/** What an account is due for, as the index has it. */
import { expect, test } from '@jest/globals';
import { emptyAccount } from '../../../lib/account/account.ts';
import { changed } from '../../../lib/account/account-change.ts';
import { dueAttributes } from '../../../lib/account/due-partitions.ts';

const hour = 3_600_000;
const dueAt = Date.parse('2026-11-21T09:30:00Z');

function due(expiresAt: number | undefined, isEnded = false) {
  const assignment = { time: dueAt - 1, event: 'event', isEnded, expiresAt };
  const request = { kind: 'request', entityIds: ['japan'], key: 'T-1', assignment } as const;
  return dueAttributes(changed(emptyAccount, request), dueAt)['due'];
}

test.each([
  ['an end at that time', dueAt, 'end'],
  ['an end that comes within an hour, and is not to wait for a pending request', dueAt + hour, 'end'],
  ['an end that failed', dueAt - 23 * hour, 'end'],
  ['no end within an hour', dueAt + hour + 1, 'account'],
  ['an end that failed for a day', dueAt - 24 * hour, 'account'],
  ['no end', undefined, 'account'],
])('%s', (_, expiresAt, partition) => {
  expect(due(expiresAt)).toBe(partition);
});

test('an assignment that was ended has no end any more', () => {
  expect(due(dueAt, true)).toBe('account');
});

test('without a time an account is due for nothing', () => {
  expect(dueAttributes(emptyAccount, undefined)).toEqual({ due: undefined, dueAt: undefined });
});

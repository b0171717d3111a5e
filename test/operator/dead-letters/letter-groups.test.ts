import { expect, test } from '@jest/globals';
import { letterGroups } from '../../../operator/dead-letters/letter-groups.ts';
import { nextStep } from '../../../operator/dead-letters/next-step.ts';
import type { DeadLetterSummary } from '../../../operator/dead-letters/summary.ts';

let sent = 0;
function letter(changes: Partial<DeadLetterSummary>): DeadLetterSummary {
  sent += 1;
  return {
    ...{
      queue: 'user-access-requests',
      messageId: `message-${sent}`,
      originalMessageId: `message-${sent}`,
      sentAt: sent,
    },
    ...{ reason: 'not-found', entityIds: [], ...changes },
  };
}

test('letters with the same reason on the same queue are one group, the largest group first', () => {
  const one = letter({ reason: 'stale' });
  const [newer, older] = [letter({ sentAt: 500 }), letter({ sentAt: 400 })];
  const elsewhere = letter({ queue: 'access-revocations' });
  expect(
    letterGroups([one, newer, elsewhere, older]).map(({ queue, reason, letters }) => [queue, reason, letters]),
  ).toEqual([
    ['user-access-requests', 'not-found', [older, newer]],
    ['user-access-requests', 'stale', [one]],
    ['access-revocations', 'not-found', [elsewhere]],
  ]);
});

test('a group tells who waits, since when, and what to do', () => {
  const ada = { username: 'ada@example.com' };
  const [group] = letterGroups([letter({ ...ada, sentAt: 9 }), letter({ ...ada, sentAt: 7 }), letter({ sentAt: 8 })]);
  expect(group).toMatchObject({ people: ['ada@example.com'], oldest: 7, nextStep: nextStep('not-found', undefined) });
});

test('without letters there is no group', () => {
  expect(letterGroups([])).toEqual([]);
});

import { expect, test } from '@jest/globals';
import type { DeadLetter } from '../../cli/dead-letter.ts';
import { describeSelection, type Selection, selects } from '../../cli/selection.ts';

const hour = 3_600_000;
const startedAt = 1_795_253_400_000;
const letter: DeadLetter = {
  queue: 'user-access-requests',
  messageId: 'own',
  originalMessageId: 'first',
  receiptHandle: 'receipt',
  body: '',
  attributes: {},
  sentAt: startedAt - hour,
  reason: 'not-found',
};

test.each<[what: string, selection: Selection, chosen: boolean]>([
  ['everything', {}, true],
  ['its reason', { reasons: ['rejected', 'not-found'] }, true],
  ['another reason', { reasons: ['rejected'] }, false],
  ['its ID', { ids: ['other', 'own'] }, true],
  ['its first ID', { ids: ['first'] }, true],
  ['another ID', { ids: ['other'] }, false],
  ['its age', { olderThan: hour }, true],
  ['a greater age', { olderThan: hour + 1 }, false],
  ['its ID and another reason', { ids: ['own'], reasons: ['rejected'] }, false],
])('a message chosen by %s', (_, selection, chosen) => {
  expect(selects(selection, letter, startedAt)).toBe(chosen);
});

test('a message that arrives while the command runs is never chosen', () => {
  expect(selects({}, { ...letter, sentAt: startedAt + 1 }, startedAt)).toBe(false);
});

test('a selection is described in words', () => {
  const selection = { reasons: ['not-found', 'rejected'], ids: ['own'], olderThan: 2 * hour };
  expect(describeSelection(selection)).toBe('with reason not-found or rejected, with ID own, older than 2h');
  expect(describeSelection({})).toBe('');
});

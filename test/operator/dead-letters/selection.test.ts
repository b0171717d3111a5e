import { expect, test } from '@jest/globals';
import type { DeadLetter } from '../../../operator/dead-letters/dead-letter.ts';
import {
  chooseLetters,
  describeSelection,
  isSpecific,
  type Selection,
} from '../../../operator/dead-letters/selection.ts';

const hour = 3_600_000;
const startedAt = 1_795_253_400_000;
const selects = (selection: Selection, one: DeadLetter) => chooseLetters(selection, [one], startedAt).chosen.length > 0;
const letter: DeadLetter = {
  queue: 'user-access-requests',
  messageId: 'own',
  originalMessageId: 'first',
  originalSentTimestamp: startedAt - hour,
  receiptHandle: 'receipt',
  body: '',
  attributes: {},
  sentAt: startedAt - hour,
  reason: 'not-found',
  command: {},
};

test.each<[what: string, selection: Selection, chosen: boolean]>([
  ['everything', {}, true],
  ['its reason', { reasons: ['rejected', 'not-found'] }, true],
  ['another reason', { reasons: ['rejected'] }, false],
  ['its ID', { ids: ['other', 'own'] }, true],
  ['its first ID', { ids: ['first'] }, true],
  ['another ID', { ids: ['other'] }, false],
  ['having been shown', { shown: new Set(['own']) }, true],
  [
    'having been shown, though its reason is described by another text',
    { shown: new Set(['own']), reasons: ['shown'] },
    true,
  ],
  ['not having been shown', { shown: new Set(['first']), ids: ['own'] }, false],
  ['its age', { olderThan: hour }, true],
  ['a greater age', { olderThan: hour + 1 }, false],
  ['its ID and another reason', { ids: ['own'], reasons: ['rejected'] }, false],
])('a message chosen by %s', (_, selection, chosen) => {
  expect(selects(selection, letter)).toBe(chosen);
});

test('a message that arrives while the command runs is never chosen', () => {
  expect(selects({}, { ...letter, sentAt: startedAt + 1 })).toBe(false);
});

test('stale messages are told apart where they are to be left', () => {
  const stale = { ...letter, reason: 'stale' };
  const other = { ...letter, sentAt: startedAt + 1 };
  const letters = [letter, stale, other];
  expect(chooseLetters({ excludesStale: true }, letters, startedAt)).toEqual({
    chosen: [letter],
    stale: [stale],
    others: [other],
  });
  expect(chooseLetters({}, letters, startedAt)).toEqual({ chosen: [letter, stale], stale: [], others: [other] });
});

test.each<[Selection, boolean]>([
  [{ reasons: ['stale'] }, true],
  [{ ids: ['own'] }, true],
  [{ olderThan: hour, excludesStale: true }, false],
])('whether %j names what must be there', (selection, specific) => {
  expect(isSpecific(selection)).toBe(specific);
});

test('a selection is described in words', () => {
  const selection = { reasons: ['not-found', 'rejected'], ids: ['own'], olderThan: 2 * hour };
  expect(describeSelection(selection)).toBe('with reason not-found or rejected, with ID own, older than 2h');
  expect(describeSelection({})).toBe('');
});

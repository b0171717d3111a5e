/** What a page gets of the dead letters. */
import { expect, test } from '@jest/globals';
import type { Shelf } from '../../console/dead-letters/letter-shelf.ts';
import { LetterView } from '../../console/dead-letters/letter-view.ts';
import type { DeadLetterSummary } from '../../operator/dead-letters/summary.ts';

const letter = (queue: string, sentAt: number): DeadLetterSummary => ({
  ...{
    queue,
    reason: 'rejected',
    messageId: `${queue}-${sentAt}`,
    sentAt,
    originalMessageId: 'm-1',
    entityIds: [],
    username: `${sentAt}@x`,
  },
});
const lettersOf = (queue: string, count: number) => Array.from({ length: count }, (_, index) => letter(queue, index));
const shelfOf = (letters: readonly DeadLetterSummary[]): Shelf => ({
  ...{ letters, isReading: false, isComplete: true, isOutdated: false, inFlight: 0 },
});
const name = (id: string) => id;

test('of thousands of letters the newest are sent, with the number of all', () => {
  const { groups = [] } = new LetterView().newsOf(shelfOf(lettersOf('access', 5000)), undefined, name);
  const [{ count = 0, people = 0, oldest = -1, letters = [] } = {}] = groups;
  expect([count, people, oldest, letters.length]).toEqual([5000, 5000, 0, 1000]);
  expect([letters[0]?.sentAt, letters.at(-1)?.sentAt]).toEqual([4000, 4999]);
});

test('each group has its share, and never nothing', () => {
  const all = Array.from({ length: 100 }, (_, index) => lettersOf(`queue-${index}`, index === 0 ? 900 : 30)).flat();
  const { groups = [] } = new LetterView().newsOf(shelfOf(all), undefined, name);
  expect(new Set(groups.map(({ letters }) => letters.length))).toEqual(new Set([20]));
  expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(all.length);
});

test('all followers get the same object', () => {
  const [view, shelf] = [new LetterView(), shelfOf(lettersOf('access', 2))];
  expect(view.newsOf(shelf, undefined, name)).toBe(view.newsOf(shelf, undefined, name));
});

test('letters that a page has are not sent again, and new ones are', () => {
  const [view, shelf] = [new LetterView(), shelfOf(lettersOf('access', 2))];
  const reading = { ...shelf, isReading: true };
  expect(view.newsOf(reading, shelf.letters, name)).toEqual({
    ...{ isReading: true, isComplete: true, isOutdated: false, inFlight: 0 },
  });
  expect(view.newsOf(reading, undefined, name).groups).toHaveLength(1);
  expect(view.newsOf(shelfOf([]), shelf.letters, name).groups).toEqual([]);
});

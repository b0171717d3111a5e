import { expect, test } from '@jest/globals';
import { choiceProblem } from '../../../operator/dead-letters/choice-problem.ts';
import type { Selection } from '../../../operator/dead-letters/selection.ts';

const found = { chosen: 0, stale: 0, missingIds: [] as readonly string[] };
const reasons = ['rejected'];

test.each<[what: string, selection: Selection, found: Parameters<typeof choiceProblem>[1]]>([
  ['all of none', {}, found],
  ['all of none of this age', { olderThan: 1000 }, found],
  ['what is there', { reasons }, { ...found, chosen: 1 }],
  ['each ID', { ids: ['a'] }, { ...found, chosen: 1 }],
])('to choose %s is no problem', (_, selection, what) => {
  expect(choiceProblem(selection, what)).toBeUndefined();
});

test.each<[what: string, selection: Selection, found: Parameters<typeof choiceProblem>[1], problem: string]>([
  ['nothing with the reason', { reasons }, found, 'There is no dead letter with reason rejected. '],
  [
    'not each of the IDs',
    { reasons, ids: ['a', 'b'] },
    { ...found, chosen: 1, missingIds: ['b'] },
    'with reason rejected, with ID b. ',
  ],
  [
    'only stale ones',
    { reasons },
    { ...found, stale: 1 },
    'All of those are stale. Choose stale ones too to send them.',
  ],
  [
    'a stale one, and none for the other ID',
    { ids: ['a', 'b'] },
    { ...found, stale: 1, missingIds: ['b'] },
    'with ID b. ',
  ],
])('to choose %s is a problem', (_, selection, what, problem) => {
  expect(choiceProblem(selection, what)).toContain(problem);
});

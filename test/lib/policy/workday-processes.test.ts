import { expect, test } from '@jest/globals';
import { checkedPolicy, written } from '../../../fuzz/fixtures/policies.ts';
import { checkPolicy } from '../../../lib/policy/policy.ts';

const workday = { leaver: ['Sever Ties', '離職'], joiner: ['Welcome Aboard'], mover: ['Desk Rotation'], ignored: [] };

function problemsOf(workday: unknown): string[] {
  const checked = checkPolicy(written({ workday }));
  return checked.success ? [] : checked.problems.map(({ field, problem }) => `${field}: ${problem}`);
}

test('names of processes are read', () => {
  expect(checkedPolicy(written({ workday })).workday).toEqual(workday);
  expect(checkedPolicy(written({ workday: {} })).workday).toEqual({});
});

test.each<[name: string, workday: unknown, problem: RegExp]>([
  ['an unknown meaning', { leavers: ['x'] }, /^workday\.leavers: is not a known field/],
  ['a single text', { leaver: 'x' }, /^workday\.leaver: must be a list of names of processes/],
  ['a list', ['x'], /^workday: must be names of processes by what they mean/],
  ['a name without letters', { leaver: ['--'] }, /^workday\.leaver\.0: must be the name of a process/],
  ['a name that never matches', { leaver: ['To Do: Badge'] }, /^workday\.leaver\.0: must be the name of a process/],
  [
    'a name with two meanings',
    { leaver: ['Sever Ties'], joiner: ['sever-ties'] },
    /^workday\.joiner\.0: is named before/,
  ],
])('%s is refused', (_, workday, problem) => {
  expect(problemsOf(workday)).toEqual([expect.stringMatching(problem)]);
});

import { describe, expect, test } from '@jest/globals';
import { patch } from '../../../fuzz/fixtures/scim.ts';
import { lines, read } from '../../../fuzz/outcomes.ts';
import { meaningOf } from '../../../lib/identity/workday-process.ts';
import { executedBlocks } from '../../executed-blocks.ts';

const many = <Item>(count: number, operation: (index: number) => Item) =>
  Array.from({ length: count }, (_, index) => operation(index));
const add = (name: string) => ({ op: 'add', path: 'groups', value: [{ value: name }] });
const remove = (name: string) => ({ op: 'remove', path: `groups[value eq "${name}"]` });
const renamed = { op: 'replace', path: 'userName', value: 'ada@example.com' };

describe('the work to read a patch is linear in its operations', () => {
  test.each<[what: string, operations: (count: number) => unknown[]]>([
    ['that add groups', (count) => many(count, (index) => add(`g-${index}`))],
    ['that remove groups', (count) => many(count, (index) => remove(`g-${index}`))],
    [
      'that remove other groups than it adds',
      (count) => [...many(count, (index) => add(`g-${index}`)), ...many(count, (index) => remove(`h-${index}`))],
    ],
    ['that add and remove one group', (count) => many(count, (index) => (index % 2 === 0 ? add('g') : remove('g')))],
    [
      'that add members',
      (count) => many(count, (index) => ({ op: 'add', path: 'members', value: [{ value: index }] })),
    ],
    ['that change attributes', (count) => many(count, (index) => ({ op: 'replace', path: `a${index}`, value: 'x' }))],
  ])('%s', async (_, operations) => {
    const readMany = (count: number) => {
      const body = JSON.stringify(patch(...operations(count), renamed));
      return () => read(body);
    };
    const [less, more] = [readMany(100), readMany(800)];
    expect(lines(less())).not.toContainEqual(expect.stringContaining('bad'));
    const once = await executedBlocks(less);
    expect(await executedBlocks(more)).toBeLessThan(once * 12);
  });
});

test('the work to read a row of a report does not depend on the names of processes in the policy', async () => {
  const readRows = (count: number) => {
    const workday = { mover: many(count, (index) => `Desk Rotation ${index}`) };
    return () => meaningOf('Terminate Employee', { workday });
  };
  const [less, more] = [readRows(1), readRows(1000)];
  for (const readFirst of [less, more]) expect(readFirst()).toMatchObject({ is: 'change', change: 'left' });
  expect(await executedBlocks(more)).toBeLessThan((await executedBlocks(less)) * 2);
});

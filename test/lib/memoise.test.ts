import { expect, test } from '@jest/globals';
import { memoise } from '../../lib/memoise.ts';

test('a value is computed once for each object, and not shared by equal ones', () => {
  const computed: string[] = [];
  const name = memoise(({ id }: { readonly id: string }) => {
    computed.push(id);
    return `name of ${id}`;
  });
  const [ada, sameId] = [{ id: 'ada' }, { id: 'ada' }];
  expect([name(ada), name(ada), name(sameId)]).toEqual(Array(3).fill('name of ada'));
  expect(computed).toEqual(['ada', 'ada']);
});

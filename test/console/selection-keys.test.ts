import { expect, test } from '@jest/globals';
import { selectionKeys } from '../../console/app/selection-keys.ts';

/** What is selected after each key. */
function press(keys: string, items: readonly string[], first?: string): readonly (string | undefined)[] {
  let selected = first;
  return [...keys].map((pressed) => {
    const actions = selectionKeys('letter', items, selected, (item) => {
      selected = item;
    });
    actions.find(({ key }) => key === pressed)?.run();
    return selected;
  });
}

test.each<[string, readonly string[], string | undefined, readonly (string | undefined)[]]>([
  ['jjjj', ['a', 'b', 'c'], undefined, ['a', 'b', 'c', 'c']],
  ['kkkk', ['a', 'b', 'c'], undefined, ['c', 'b', 'a', 'a']],
  ['jk', ['a', 'b', 'c'], 'b', ['c', 'b']],
  ['j', ['a', 'b', 'c'], 'gone', ['a']],
  ['k', ['a', 'b', 'c'], 'gone', ['c']],
  ['jk', [], undefined, [undefined, undefined]],
])('%s in %j with %s selected', (keys, items, first, selected) => {
  expect(press(keys, items, first)).toEqual(selected);
});

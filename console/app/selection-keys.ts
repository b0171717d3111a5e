/** Keys that move the selection of a list. */
import type { KeyAction } from './keys.ts';

/**
 * Without a selection `j` begins at the first item, and `k` at the last one.
 *
 * @param what one item is, such as `group`
 */
export function selectionKeys<Item>(
  what: string,
  items: readonly Item[],
  selected: Item | undefined,
  select: (item: Item) => void,
): readonly KeyAction[] {
  const index = selected === undefined ? -1 : items.indexOf(selected);
  const step = (target: number) => () => {
    const item = items[Math.min(items.length - 1, Math.max(0, target))];
    if (item !== undefined) select(item);
  };
  return [
    { key: 'j', does: `Select the next ${what}`, run: step(index + 1) },
    { key: 'k', does: `Select the previous ${what}`, run: step(index < 0 ? items.length - 1 : index - 1) },
  ];
}

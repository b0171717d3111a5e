/** Cuts a list for calls that take only so many items. */

/** The items in their order, in as few slices as possible; no slice of nothing. */
export function slicesOf<Item>(items: readonly Item[], maxLength: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / maxLength) }, (_, index) =>
    items.slice(index * maxLength, (index + 1) * maxLength),
  );
}

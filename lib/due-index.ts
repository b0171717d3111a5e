/**
 * The index of the items of a table that are due at some time. Only an item with both attributes is in it. It holds the keys
 * alone, and is a moment behind the table.
 */
export const dueIndex = {
  name: 'due',
  /** The attribute that says what a sweep finds the item among. */
  partitionKey: 'due',
  /** The attribute that says when the item is due; milliseconds since the epoch. */
  sortKey: 'dueAt',
} as const;

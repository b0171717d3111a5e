/**
 * The index of the linked accounts that are due at some time. Only an item with both attributes is in it. It holds the
 * keys alone, and is a moment behind the table.
 */
export const dueIndex = {
  name: 'due',
  /** The attribute that every account in the index has alike. */
  partitionKey: 'due',
  partition: 'account',
  /** The attribute that says when the account is due; milliseconds since the epoch. */
  sortKey: 'dueAt',
} as const;

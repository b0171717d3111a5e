/** What an operator has marked in a list that changes meanwhile. */

/**
 * Those of the marked ones that the list still has. Maybe none: that is never the same as nothing marked.
 *
 * @returns undefined if nothing is marked
 */
export function markedIn(marked: ReadonlySet<string>, ids: readonly string[]): readonly string[] | undefined {
  return marked.size === 0 ? undefined : ids.filter((id) => marked.has(id));
}

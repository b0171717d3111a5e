/** The order of lists of people. */

/** By code units, so that a list is the same on every machine. */
export function byUsername(one: { readonly username: string }, other: { readonly username: string }): number {
  if (one.username === other.username) return 0;
  return one.username < other.username ? -1 : 1;
}

/** Finds the name that the author of a policy most likely wants. */

/** The first of the known names that is almost the given one. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  return known.find((one) => isNear(name, one));
}

/** The end of a problem's text that names it, or nothing. */
export function hint(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? '' : `; did you mean ${nearest}?`;
}

/** A name of four letters may have one typo, a name of eight letters two. */
function isNear(name: string, known: string): boolean {
  return isWithinEdits(Math.min(2, Math.floor(known.length / 4)), name.toLowerCase(), known.toLowerCase());
}

/** Whether at most so many edits (a letter removed, added, replaced, or swapped with the next) turn one into the other. */
function isWithinEdits(maxEdits: number, one: string, other: string): boolean {
  if (one === other) return true;
  if (one[0] === other[0]) return isWithinEdits(maxEdits, one.slice(1), other.slice(1));
  if (maxEdits === 0) return false;
  const pairs = [
    [one.slice(1), other],
    [one, other.slice(1)],
    [one.slice(1), other.slice(1)],
    ...(one[0] === other[1] && one[1] === other[0] ? [[one.slice(2), other.slice(2)] as const] : []),
  ] as const;
  return pairs.some(([rest, otherRest]) => isWithinEdits(maxEdits - 1, rest, otherRest));
}

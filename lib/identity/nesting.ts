/** The depth of JSON of unknown origin. */

/** Walks level by level: deep nesting would overflow the stack of a recursion. */
export function exceedsNesting(value: unknown, maxDepth: number): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}

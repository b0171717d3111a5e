/** Counts in words. */
import { printable } from './printable.ts';

/** Such as `1 problem` or `3 problems`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}

/** How often each name occurs, the most frequent first, such as `2 crashed, 1 not-json`. */
export function formatOccurrences(names: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const sorted = [...counts].sort(([, one], [, other]) => other - one);
  return sorted.map(([name, count]) => `${count} ${printable(name)}`).join(', ');
}

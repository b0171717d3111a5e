/** Durations in words, such as `90s`, `2h` and `3d 4h`. */

/** Milliseconds of each unit, the largest unit first. */
export const durationUnits = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

/**
 * The two largest units, such as `3d 4h`.
 *
 * @param duration milliseconds
 */
export function formatDuration(duration: number): string {
  let rest = Math.max(0, duration);
  const parts = Object.entries(durationUnits).map(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return { count, text: `${count}${unit}` };
  });
  const first = parts.findIndex(({ count }) => count > 0);
  if (first === -1) return '0s';
  return parts
    .slice(first, first + 2)
    .filter(({ count }) => count > 0)
    .map(({ text }) => text)
    .join(' ');
}

/** Durations as an operator writes and reads them, such as `90s`, `2h` and `3d`. */
import { UsageError } from './errors.ts';

const milliseconds = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };
const written = /^(?<number>\d+)(?<unit>[smhd])$/;

/**
 * @returns milliseconds
 * @throws UsageError
 */
export function parseDuration(text: string): number {
  const { number, unit } = written.exec(text)?.groups ?? {};
  const factor = Object.entries(milliseconds).find(([name]) => name === unit)?.[1];
  if (!factor) throw new UsageError('It must be a number with s, m, h or d, such as 90s, 30m, 2h or 3d.');
  return Number(number) * factor;
}

/**
 * How long SQS hides a message that was received. Shown again too soon, the same would be received over and over.
 *
 * @returns milliseconds
 * @throws UsageError
 */
export function parseVisibilityTimeout(text: string): number {
  const duration = parseDuration(text);
  if (duration < parseDuration('10s') || duration > parseDuration('12h')) {
    throw new UsageError('It must be from 10s to 12h.');
  }
  return duration;
}

/** The two largest units, such as `3d 4h`. */
export function formatDuration(duration: number): string {
  let rest = Math.max(0, duration);
  const parts = Object.entries(milliseconds).map(([unit, size]) => {
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

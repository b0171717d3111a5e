/** Durations as an operator writes them, such as `90s`, `2h` and `3d`. */
import { durationUnits } from '../../operator/duration.ts';
import { UsageError } from './usage-error.ts';

const durationForm = /^(?<number>\d+)(?<unit>[smhd])$/;

/**
 * @returns milliseconds
 * @throws UsageError
 */
export function parseDuration(text: string): number {
  const { number, unit } = durationForm.exec(text)?.groups ?? {};
  const factor = Object.entries(durationUnits).find(([name]) => name === unit)?.[1];
  if (!factor) throw new UsageError('It must be a number with s, m, h or d, such as 90s, 30m, 2h or 3d.');
  return Number(number) * factor;
}

/**
 * Parses a visibility timeout. If it were shorter, the same messages would be received again and again.
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

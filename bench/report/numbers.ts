/** How results write numbers. */
import type { Figure } from '../measurements/figure.ts';

/** With three digits. */
export function short(number: number): string {
  if (!Number.isFinite(number)) return '–';
  const digits = number === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(number))));
  return number.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** With the medians of its runs behind it. */
export function withRuns({ value, runs }: Figure): string {
  return `${short(value)} (${runs.map(short).join(', ')})`;
}

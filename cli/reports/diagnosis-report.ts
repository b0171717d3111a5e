/** The lines of a diagnosis, as a person reads them. */
import { styleText } from 'node:util';
import type { Line } from '../../operator/doctor/check.ts';
import type { Finding } from '../../operator/doctor/finding.ts';
import { printable } from '../terminal/text.ts';

const colours = { ok: 'green', warn: 'yellow', fail: 'red', skipped: 'gray' } as const;

export function reportOf(lines: readonly Line[]): string {
  const names = lines.map(({ check, about }) => printable([check, about].filter(Boolean).join(' ')));
  const width = Math.max(...names.map((name) => name.length));
  const indent = ' '.repeat('skipped  '.length);
  return lines
    .map(({ status, found, mend }, index) => {
      const first = `${shown(status)}  ${names[index]?.padEnd(width)}  ${printable(found)}`;
      return mend === undefined ? first : `${first}\n${indent}→ ${printable(mend)}`;
    })
    .join('\n');
}

function shown(status: Finding['status']): string {
  return styleText(colours[status], status.padEnd('skipped'.length));
}

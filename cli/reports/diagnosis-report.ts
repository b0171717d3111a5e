/** The results of a diagnosis, as a person reads them. */
import { styleText } from 'node:util';
import type { CheckResult } from '../../operator/doctor/check.ts';
import type { Finding } from '../../operator/doctor/finding.ts';
import { printable } from '../../operator/printable.ts';

const statusColours = { ok: 'green', warn: 'yellow', fail: 'red', skipped: 'gray' } as const;
const statusWidth = 'skipped'.length;

export function diagnosisReport(results: readonly CheckResult[]): string {
  const names = results.map(({ check, about }) => printable([check, about].filter(Boolean).join(' ')));
  const width = Math.max(...names.map((name) => name.length));
  const indent = ' '.repeat(statusWidth + 2);
  return results
    .map(({ status, found, fix }, index) => {
      const first = `${formatStatus(status)}  ${names[index]?.padEnd(width)}  ${printable(found)}`;
      return fix === undefined ? first : `${first}\n${indent}→ ${printable(fix)}`;
    })
    .join('\n');
}

function formatStatus(status: Finding['status']): string {
  return styleText(statusColours[status], status.padEnd(statusWidth));
}

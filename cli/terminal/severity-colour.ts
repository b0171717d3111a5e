/** The colours of log rows on the terminal. */
import { styleText } from 'node:util';
import type { Severity } from '../../operator/log/log-row.ts';

const severityColours: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  success: 'green',
  ignorable: 'gray',
  warning: 'yellow',
  failure: 'red',
  plain: 'dim',
  unknown: 'cyan',
};

/** In colour if standard output is a terminal and NO_COLOR is not set. */
export function paintSeverity(label: string, severity: Severity): string {
  const hasColours = process.stdout.isTTY && !process.env['NO_COLOR'];
  return hasColours ? styleText(severityColours[severity], label, { validateStream: false }) : label;
}

/** A function's log lines, in the form in which `npm start` prints them. */
import { styleText } from 'node:util';
import * as z from 'zod';
import { describeEventId } from '../operator/event-subject.ts';
import { formatLogRow, type LogRow, outcomeRow, type Severity } from '../operator/log/log-row.ts';
import { parseOutcomeLine } from '../operator/log/outcome-line.ts';
import type { NameEntity } from '../operator/policy/entity-naming.ts';

const troubleLine = z.object({
  level: z.enum(['WARN', 'ERROR', 'CRITICAL']),
  message: z.string(),
  problem: z.string().optional(),
  error: z.object({ message: z.string() }).optional(),
});

const severityColours: Readonly<Record<Severity, Parameters<typeof styleText>[0]>> = {
  success: 'green',
  ignorable: 'gray',
  warning: 'yellow',
  failure: 'red',
  plain: 'dim',
  unknown: 'cyan',
};

/**
 * One row for an outcome, a warning, an error, or a line that is not JSON, such as a crash's trace. Nothing for all
 * other lines: metrics and information.
 */
export function presentLogLine(
  line: string,
  operation: string,
  colours: boolean,
  nameEntity: NameEntity,
): string | undefined {
  const row = rowOf(line, operation, nameEntity);
  const paint = (label: string, severity: Severity) =>
    colours ? styleText(severityColours[severity], label, { validateStream: false }) : label;
  return row && formatLogRow(row, paint);
}

function rowOf(line: string, operation: string, nameEntity: NameEntity): LogRow | undefined {
  const outcome = parseOutcomeLine(line);
  if (outcome) return outcomeRow(outcome, [describeEventId(outcome) ?? outcome.messageId], nameEntity);

  const json = parseJson(line);
  if (json === undefined) {
    return line.trim() === '' ? undefined : { label: 'output', severity: 'plain', operation, text: line };
  }

  const { data: trouble } = troubleLine.safeParse(json);
  if (!trouble) return undefined;
  const text = [trouble.message, trouble.problem, trouble.error?.message].filter(Boolean).join(': ');
  const severity = trouble.level === 'WARN' ? 'warning' : 'failure';
  return { label: trouble.level.toLowerCase(), severity, operation, text };
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A function's log lines, in the form in which `npm start` prints them. */
import * as z from 'zod';
import { outcomeLine, outcomeRow, row } from '../cli/outcome-line.ts';

const troubleLine = z.object({
  level: z.enum(['WARN', 'ERROR', 'CRITICAL']),
  message: z.string(),
  problem: z.string().optional(),
  error: z.object({ message: z.string() }).optional(),
});

/**
 * One line for a message's outcome, a warning, an error, or text that is not JSON (a crash's trace). Undefined for metrics
 * and other log lines.
 */
export function presentLogLine(line: string, operation: string, colours: boolean): string | undefined {
  const json = parseJson(line);
  if (json === undefined) return line.trim() && row('output', operation, line, 'dim', colours);

  const { data: outcome } = outcomeLine.safeParse(json);
  if (outcome) return outcomeRow(outcome, [outcome.eventId ?? outcome.messageId], colours);

  const { data: trouble } = troubleLine.safeParse(json);
  if (!trouble) return undefined;
  const text = [trouble.message, trouble.problem, trouble.error?.message].filter(Boolean).join(': ');
  return row(trouble.level.toLowerCase(), operation, text, trouble.level === 'WARN' ? 'yellow' : 'red', colours);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

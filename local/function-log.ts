/** A function's log lines, in the form in which `npm start` prints them. */
import { styleText } from 'node:util';
import { z } from 'zod';

const outcomeLine = z.object({
  message: z.literal('outcome'),
  outcome: z.string(),
  messageId: z.string(),
  eventId: z.string().optional(),
  attempt: z.number().optional(),
  durationMs: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  retryInSeconds: z.number().optional(),
  zuoraRequestId: z.string().optional(),
});

const troubleLine = z.object({
  level: z.enum(['WARN', 'ERROR', 'CRITICAL']),
  message: z.string(),
  problem: z.string().optional(),
  error: z.object({ message: z.string() }).optional(),
});

type Colour = Parameters<typeof styleText>[0];

const OUTCOME_COLOURS: Readonly<Record<string, Colour>> = {
  applied: 'green',
  'already-applied': 'green',
  retry: 'yellow',
  busy: 'yellow',
  'dead-letter': 'red',
};

/** The widest outcome, and the widest operation of the first release. */
const OUTCOME_WIDTH = 'already-applied'.length;
const OPERATION_WIDTH = 'initiateEntityConnection'.length;

/**
 * One line for a message's outcome, a warning, an error, or what is no JSON (a crash's trace); nothing for the rest:
 * metrics, and what is logged for the record.
 */
export function present(line: string, operation: string, colours: boolean): string | undefined {
  const paint = (colour: Colour, text: string) => (colours ? styleText(colour, text, { validateStream: false }) : text);
  const row = (label: string, colour: Colour, text: string) =>
    `${paint(colour, label.padEnd(OUTCOME_WIDTH))}  ${operation.padEnd(OPERATION_WIDTH)}  ${printable(text)}`;

  const json = parseJson(line);
  if (json === undefined) return line.trim() && row('output', 'dim', line);

  const { data: outcome } = outcomeLine.safeParse(json);
  if (outcome) {
    const facts = [
      outcome.eventId ?? outcome.messageId,
      outcome.attempt !== undefined && `attempt ${outcome.attempt}`,
      outcome.durationMs !== undefined && `${Math.round(outcome.durationMs)} ms`,
      outcome.reason,
      outcome.detail,
      outcome.retryInSeconds !== undefined && `again in ${outcome.retryInSeconds} s`,
      outcome.zuoraRequestId && `Zuora request ${outcome.zuoraRequestId}`,
    ];
    return row(outcome.outcome, OUTCOME_COLOURS[outcome.outcome] ?? 'cyan', facts.filter(Boolean).join('  '));
  }

  const { data: trouble } = troubleLine.safeParse(json);
  if (!trouble) return undefined;
  const text = [trouble.message, trouble.problem, trouble.error?.message].filter(Boolean).join(': ');
  return row(trouble.level.toLowerCase(), trouble.level === 'WARN' ? 'yellow' : 'red', text);
}

/** What a publisher or Zuora sent must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, '\u{FFFD}');
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

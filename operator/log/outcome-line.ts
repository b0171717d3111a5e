/** A line of the audit trail, as a person reads it. */
import { styleText } from 'node:util';
import { z } from 'zod';
import { printable } from '../../cli/terminal/text.ts';

/** What a function logs of an outcome: `OutcomeLine` or `TranslationLine` of `lib/telemetry.ts`. */
export const outcomeLine = z.looseObject({
  message: z.literal('outcome'),
  outcome: z.string(),
  operation: z.string(),
  messageId: z.string(),
  eventId: z.string().optional(),
  attempt: z.number().optional(),
  durationMs: z.number().optional(),
  reason: z.string().optional(),
  detail: z.string().optional(),
  change: z.string().optional(),
  username: z.string().optional(),
  granted: z.array(z.string()).optional(),
  revoked: z.array(z.string()).optional(),
  reported: z.array(z.string()).optional(),
  retryInSeconds: z.number().optional(),
  zuoraRequestId: z.string().optional(),
});

export type OutcomeLine = z.infer<typeof outcomeLine>;

export type Colour = Parameters<typeof styleText>[0];

const outcomeColours: Readonly<Record<string, Colour>> = {
  applied: 'green',
  'already-applied': 'green',
  superseded: 'green',
  translated: 'green',
  ignored: 'gray',
  unresolvable: 'yellow',
  retry: 'yellow',
  busy: 'yellow',
  'dead-letter': 'red',
};

/** The widest outcome, and the widest operation. */
const outcomeWidth = 'already-applied'.length;
const operationWidth = 'disconnectEntityConnection'.length;

/** @param colours whether there are any where it is printed */
export function row(label: string, operation: string, text: string, colour: Colour, colours: boolean): string {
  const padded = printable(label).padEnd(outcomeWidth);
  const painted = colours ? styleText(colour, padded, { validateStream: false }) : padded;
  return `${painted}  ${printable(operation).padEnd(operationWidth)}  ${printable(text)}`;
}

/** Whose access to which entities changes, each entity by the policy's name. */
export function accessChanges({ granted, revoked, reported }: Entities): readonly string[] {
  return Object.entries({ grant: granted, revoke: revoked, report: reported }).flatMap(([verb, entities]) =>
    entities === undefined ? [] : [`${verb} ${entities.join(', ')}`],
  );
}

interface Entities {
  readonly granted?: readonly string[] | undefined;
  readonly revoked?: readonly string[] | undefined;
  readonly reported?: readonly string[] | undefined;
}

/** @param ids by which the reader knows the message */
export function outcomeRow(line: OutcomeLine, ids: readonly (string | undefined)[], colours: boolean): string {
  const { outcome, operation, attempt, durationMs, reason, detail, retryInSeconds, zuoraRequestId } = line;
  const { change, username } = line;
  const facts = [
    ...ids,
    attempt !== undefined && `attempt ${attempt}`,
    durationMs !== undefined && `${Math.round(durationMs)} ms`,
    change,
    username,
    ...accessChanges(line),
    reason,
    detail,
    retryInSeconds !== undefined && `again in ${retryInSeconds} s`,
    zuoraRequestId && `Zuora request ${zuoraRequestId}`,
  ];
  return row(outcome, operation, facts.filter(Boolean).join('  '), outcomeColours[outcome] ?? 'cyan', colours);
}

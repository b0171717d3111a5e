/** `tail`: a line for every outcome, as it comes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { LogTail } from '../../operator/log/log-tail.ts';
import { type OutcomeLine, outcomeLine, outcomeRow } from '../../operator/log/outcome-line.ts';
import { findMapping } from '../../operator/mappings/event-source-mapping.ts';
import type { Session } from '../../operator/session.ts';
import { readQueue } from '../../operator/stack/source-queue.ts';
import { chosenQueues, type QueuePair } from '../../operator/stack/stack.ts';
import { toJsonLine } from '../terminal/text.ts';

export interface TailOptions {
  /** One queue; all of the stage without it. */
  readonly queue?: string;
  /** Milliseconds back from now. */
  readonly since: number;
  readonly json?: true;
}

interface Outcome {
  /** ISO 8601. */
  readonly at: string;
  readonly line: OutcomeLine;
}

/** Milliseconds between two looks into the logs. */
const period = 1000;

/** Only these lines are sent over; among them may be others that happen to contain the word. */
const pattern = '"outcome"';

/**
 * Goes on until it is interrupted, which is how it is meant to end.
 *
 * @returns the exit code
 * @throws NotFound
 */
export async function tail(session: Session, { queue, since, json }: TailOptions): Promise<number> {
  const { stack, interruption, now } = session;
  const from = now() - since;
  const tails = await Promise.all(chosenQueues(stack, queue).map((pair) => tailOf(session, pair, from)));
  const colours = process.stdout.isTTY && !process.env['NO_COLOR'];
  while (!interruption.aborted) {
    for (const { at, line } of await outcomes(tails, interruption)) {
      console.log(json ? toJsonLine(line) : `${at}  ${outcomeRow(line, [line.eventId, line.messageId], colours)}`);
    }
    await sleep(period, undefined, { signal: interruption }).catch(() => undefined);
  }
  return 0;
}

/** A queue is known to Lambda by its ARN, and its function's log by the function's name. */
async function tailOf({ clients }: Session, queue: QueuePair, from: number): Promise<LogTail> {
  const { arn } = await readQueue(clients.sqs, queue);
  const { functionName } = await findMapping(clients.lambda, arn);
  return new LogTail(clients.logs, `/aws/lambda/${functionName}`, pattern, from);
}

/** The outcomes that have come since the last look, by time. */
async function outcomes(tails: readonly LogTail[], interruption: AbortSignal): Promise<Outcome[]> {
  const events = await Promise.all(tails.map((tail) => tail.next(interruption))).catch((error) => {
    if (interruption.aborted) return [];
    throw error;
  });
  return events
    .flat()
    .sort((one, other) => one.timestamp - other.timestamp)
    .flatMap(({ timestamp, message }) => {
      const { data: line } = outcomeLine.safeParse(parse(message));
      return line ? [{ at: new Date(timestamp).toISOString(), line }] : [];
    });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

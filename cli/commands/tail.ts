/** `tail`: a line for every outcome, as it comes. */
import { setTimeout as sleep } from 'node:timers/promises';
import { describeEventId } from '../../operator/event-subject.ts';
import { formatLogRow, outcomeRow } from '../../operator/log/log-row.ts';
import { openOutcomeTail, type TailedOutcome } from '../../operator/log/outcome-tail.ts';
import { type NameEntity, readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { paintSeverity } from '../terminal/severity-colour.ts';
import { toJsonLine } from '../terminal/text.ts';

export interface TailOptions {
  /** The name of one queue; without it, all queues of the stage. */
  readonly queue?: string;
  /** Milliseconds before now. */
  readonly since: number;
  readonly json?: true;
}

/** Milliseconds between two reads of the logs. */
const pollInterval = 1000;

/**
 * Runs until it is interrupted, which is its normal end.
 *
 * @returns the exit code
 * @throws NotFound
 */
export async function tail(session: Session, { queue, since, json }: TailOptions): Promise<number> {
  const { interruption, now, stack } = session;
  const nameEntity = await readEntityNaming(stack.stage);
  const outcomes = await openOutcomeTail(session, queue, now() - since);
  while (!interruption.aborted) {
    for (const outcome of await outcomes.next(interruption)) {
      console.log(json ? toJsonLine(outcome.line) : formatOutcome(outcome, nameEntity));
    }
    await sleep(pollInterval, undefined, { signal: interruption }).catch(() => undefined);
  }
  return 0;
}

function formatOutcome({ timestamp, line }: TailedOutcome, nameEntity: NameEntity): string {
  const row = outcomeRow(line, [describeEventId(line), line.messageId], nameEntity);
  return `${new Date(timestamp).toISOString()}  ${formatLogRow(row, paintSeverity)}`;
}

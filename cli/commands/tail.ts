/** `tail`: a line for every outcome, as it comes. */
import { setTimeout } from 'node:timers/promises';
import { formatDuration } from '../../operator/duration.ts';
import { describeEventId } from '../../operator/event-subject.ts';
import { formatLogRow, outcomeRow } from '../../operator/log/log-row.ts';
import { openOutcomeTail, type TailedOutcome } from '../../operator/log/outcome-tail.ts';
import { type NameEntity, readEntityNaming } from '../../operator/policy/entity-naming.ts';
import type { Session } from '../../operator/stack/session.ts';
import { UsageError } from '../arguments/usage-error.ts';
import { paintSeverity } from '../terminal/severity-colour.ts';
import { Silence } from '../terminal/silence.ts';
import { toJsonLine } from '../terminal/text.ts';

export interface TailOptions {
  /** The name of one queue; without it, all queues of the stage. */
  readonly queue?: string;
  /** Milliseconds before now. */
  readonly since: number;
  /** Milliseconds before now; undefined to go on until it is interrupted. */
  readonly until?: number;
  readonly json?: true;
}

/** Milliseconds between two rounds through the logs. */
const pollInterval = 1000;

/**
 * Runs until it is interrupted or its reader goes away. These are its normal ends, unless `until` gives it another one.
 *
 * @returns the exit code: 1 when interrupted before that end
 * @throws NotFound, or UsageError for a time that ends before it begins
 */
export async function tail(session: Session, { queue, since, until, json }: TailOptions): Promise<number> {
  if (until !== undefined && until >= since) throw new UsageError('--until: must be later than --since');
  const { interruption, now, stack } = session;
  const end = until === undefined ? Number.POSITIVE_INFINITY : now() - until;
  const ending = AbortSignal.any([interruption, readerGone()]);
  const nameEntity = await readEntityNaming(stack.stage);
  const outcomes = await openOutcomeTail(session, queue, now() - since, sleep);
  const silence = new Silence(now);
  let isFirst = true;
  while (!ending.aborted) {
    const read = await outcomes.next(ending);
    for (const outcome of read.filter(({ timestamp }) => timestamp <= end)) {
      console.log(json ? toJsonLine(outcome.line) : formatOutcome(outcome, nameEntity));
    }
    if (until !== undefined) break;
    if (isFirst && read.length === 0) console.error('Waiting for outcomes. Stop with Ctrl-C.');
    isFirst = false;
    if (read.length > 0) silence.end();
    const length = silence.notice();
    if (length !== undefined) console.error(`Waiting: no outcome for ${formatDuration(length)}.`);
    await sleep(pollInterval, ending);
  }
  if (until === undefined || !interruption.aborted) return 0;
  console.error('Interrupted: the output is not complete.');
  return 1;
}

/** Until the time is over, or an interruption. */
async function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  await setTimeout(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Aborts when nobody reads the output any more, as after `tail | head`. */
function readerGone(): AbortSignal {
  const gone = new AbortController();
  process.stdout.once('error', () => gone.abort());
  return gone.signal;
}

function formatOutcome({ timestamp, line }: TailedOutcome, nameEntity: NameEntity): string {
  const row = outcomeRow(line, [describeEventId(line), line.messageId], nameEntity);
  return `${new Date(timestamp).toISOString()}  ${formatLogRow(row, paintSeverity)}`;
}

/** Takes chosen dead letters off their queues, one way or another. */
import { SingleBar } from 'cli-progress';
import { staleLeft, Tally } from '../../cli/reports/disposal-report.ts';
import { confirm } from '../../cli/terminal/confirmation.ts';
import { tableOf } from '../../cli/terminal/table.ts';
import { deadLetterQueues, type QueueOptions, type Session } from '../session.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { choose, describeSelection, isSpecific, type Selection } from './selection.ts';
import { read, sweep } from './sweep.ts';

export interface DisposalOptions extends QueueOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

export interface Disposal {
  readonly selection: Selection;
  /** What is to be done, such as `send again`. */
  readonly verb: string;
  /** What was done, such as `Sent again`. */
  readonly past: string;
  /** How many messages to take at once. */
  readonly most?: number;
  /** Answers for each message, in their order; for none when interrupted before the first. */
  readonly act: (
    queue: DeadLetterQueue,
    letters: readonly DeadLetter[],
  ) => Promise<readonly PromiseSettledResult<void>[]>;
}

/** @returns the exit code */
export async function dispose(session: Session, options: DisposalOptions, disposal: Disposal): Promise<number> {
  const queues = deadLetterQueues(session, options);
  if (options.dryRun) return preview(session, queues, disposal);
  const counts = await Promise.all(queues.map((queue) => queue.counts()));
  const total = counts.reduce((sum, { visible }) => sum + visible, 0);
  if (!options.yes && !(await confirm(questionOf(session, disposal, total), session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  return carryOut(session, queues, disposal, total);
}

async function preview(
  { interruption, now }: Session,
  queues: readonly DeadLetterQueue[],
  { selection }: Disposal,
): Promise<number> {
  const startedAt = now();
  const letters = (await Promise.all(queues.map((queue) => read(queue, interruption)))).flat();
  if (interruption.aborted) return 1;
  const { chosen, stale } = choose(selection, letters, startedAt);
  if (chosen.length > 0) console.log(tableOf(chosen, startedAt));
  const left = stale.length > 0 ? `${staleLeft(stale.length)}, ` : '';
  console.error(`Dry run: ${chosen.length} of ${letters.length} chosen, ${left}nothing was done.`);
  return exitCodeOf(selection, chosen.length, stale.length);
}

/** Says so when what was named is not there. */
function exitCodeOf(selection: Selection, chosen: number, stale: number): number {
  if (chosen > 0 || !isSpecific(selection)) return 0;
  if (stale === 0) {
    console.error(`There is no dead letter ${describeSelection(selection)}, unless it is in others' hands (dlq list).`);
  }
  return 1;
}

function questionOf({ stack }: Session, { verb, selection }: Disposal, total: number): string {
  const described = describeSelection(selection);
  return `Of about ${total} dead letters of stage ${stack.stage}, ${verb} ${described ? `those ${described}` : 'all'}?`;
}

async function carryOut(
  { interruption, now }: Session,
  queues: readonly DeadLetterQueue[],
  { selection, past, most, act }: Disposal,
  total: number,
): Promise<number> {
  const startedAt = now();
  const tally = new Tally();
  const bar = new SingleBar({ format: '[{bar}] {value} of about {total}, {eta_formatted} left', gracefulExit: false });
  const visit = async (queue: DeadLetterQueue, letters: readonly DeadLetter[]): Promise<string[]> => {
    const { chosen, stale, others } = choose(selection, letters, startedAt);
    tally.left += others.length;
    tally.stale += stale.length;
    tally.chosen += chosen.length;
    const results = chosen.length === 0 || interruption.aborted ? [] : await act(queue, chosen);
    bar.increment(letters.length);
    tally.count(results);
    return chosen.filter((_, index) => results[index]?.status === 'fulfilled').map(({ messageId }) => messageId);
  };
  bar.start(total, 0);
  const sweeps = await Promise.allSettled(
    queues.map((queue) => sweep(queue, interruption, (letters) => visit(queue, letters), most)),
  );
  bar.stop();
  console.error(`${interruption.aborted ? 'Interrupted. ' : ''}${tally.describe(past)}`);
  const broken = sweeps.find((sweep) => sweep.status === 'rejected');
  if (broken) throw broken.reason;
  return interruption.aborted || tally.failed ? 1 : exitCodeOf(selection, tally.chosen, tally.stale);
}

/** Confirms, shows and reports a disposal of dead letters: `dlq redrive` and `dlq purge`. */
import { SingleBar } from 'cli-progress';
import { choiceProblem } from '../../operator/dead-letters/choice-problem.ts';
import {
  chooseDeadLetterQueues,
  type DeadLetterQueue,
  type QueueOptions,
} from '../../operator/dead-letters/dead-letter-queue.ts';
import { type Disposal, previewDisposal } from '../../operator/dead-letters/disposal.ts';
import { DisposalCounts } from '../../operator/dead-letters/disposal-counts.ts';
import { describeDisposal, describeStale } from '../../operator/dead-letters/disposal-words.ts';
import { type Inventory, takeInventory } from '../../operator/dead-letters/inventory.ts';
import { disposeRecorded } from '../../operator/dead-letters/recorded-disposal.ts';
import { describeSelection, type Selection } from '../../operator/dead-letters/selection.ts';
import { readEntityNaming } from '../../operator/policy/entity-naming.ts';
import { callerArn } from '../../operator/stack/caller.ts';
import type { Session } from '../../operator/stack/session.ts';
import { deadLetterTable, describeUnread } from '../reports/dead-letter-report.ts';
import { confirm } from '../terminal/confirmation.ts';

export interface DisposalOptions extends QueueOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

export interface DisposalTexts {
  /** As the audit log names it. */
  readonly what: 'redrive' | 'purge';
  /** What is to be done, such as `send again`. */
  readonly verb: string;
  /** What was done, such as `Sent again`. */
  readonly doneText: string;
}

/** @returns the exit code */
export async function runDisposal(
  session: Session,
  options: DisposalOptions,
  disposal: Disposal,
  texts: DisposalTexts,
): Promise<number> {
  const queues = chooseDeadLetterQueues(session, options);
  if (options.dryRun) return preview(session, queues, disposal.selection);
  const inventory = await takeInventory(queues, session.now);
  const question = disposalQuestion(session, disposal.selection, texts.verb, inventory);
  if (!options.yes && !(await confirm(question, session.interruption))) {
    console.error('Nothing was done.');
    return 1;
  }
  return carryOut(session, queues, disposal, texts, inventory);
}

async function preview(session: Session, queues: readonly DeadLetterQueue[], selection: Selection): Promise<number> {
  const { isComplete, ...choice } = await previewDisposal(queues, selection, session);
  const { chosen, stale, others } = choice;
  if (session.interruption.aborted) return 1;
  if (chosen.length > 0) {
    const nameEntity = await readEntityNaming(session.stack.stage);
    console.log(deadLetterTable(chosen, session.now(), nameEntity, process.stdout.columns));
  }
  const total = chosen.length + stale.length + others.length;
  const staleText = stale.length > 0 ? `${describeStale(stale.length)}, ` : '';
  console.error(`Dry run: ${chosen.length} of ${total} chosen, ${staleText}nothing was done.`);
  // A dry run keeps the chosen ones too.
  if (!isComplete) return fail(describeUnread(0));
  const counts = new DisposalCounts(selection);
  counts.look(choice);
  return exitCodeOf(selection, counts);
}

function fail(note: string): number {
  console.error(note);
  return 1;
}

const tooManyNotChosen =
  'Not all dead letters were looked at: too many are not chosen. Redrive or purge some of those first, or name one queue with --queue and a longer --visibility-timeout.';

function exitCodeOf(selection: Selection, counts: DisposalCounts): number {
  const problem = choiceProblem(selection, counts);
  return problem === undefined ? 0 : fail(problem);
}

function disposalQuestion(
  { stack }: Session,
  selection: Selection,
  verb: string,
  { visible }: Pick<Inventory, 'visible'>,
): string {
  const description = describeSelection(selection);
  return `Of about ${visible} dead letters of stage ${stack.stage}, ${verb} ${description ? `those ${description}` : 'all'}?`;
}

async function carryOut(
  session: Session,
  queues: readonly DeadLetterQueue[],
  disposal: Disposal,
  { what, doneText }: DisposalTexts,
  { visible, asOf }: Inventory,
): Promise<number> {
  const { interruption } = session;
  const by = await callerArn(session);
  const bar = new SingleBar({ format: '[{bar}] {value} of about {total}, {eta_formatted} left', gracefulExit: false });
  bar.start(visible, 0);
  const work = { what, disposal, doneText, by, asOf };
  const { counts, isComplete, error } = await disposeRecorded(session, queues, work, (messages) =>
    bar.increment(messages),
  ).finally(() => bar.stop());
  console.error(`${interruption.aborted ? 'Interrupted. ' : ''}${describeDisposal(doneText, counts)}`);
  if (error !== undefined) throw error;
  if (interruption.aborted || counts.problems.length > 0) return 1;
  if (!isComplete) return fail(tooManyNotChosen);
  return exitCodeOf(disposal.selection, counts);
}

/** Redrives and purges, as work that every page sees. */
import { basename } from 'node:path';
import { Archive } from '../../operator/dead-letters/archive.ts';
import { choiceProblem } from '../../operator/dead-letters/choice-problem.ts';
import { chooseDeadLetterQueues } from '../../operator/dead-letters/dead-letter-queue.ts';
import { type Disposal, type DisposalResult, previewDisposal } from '../../operator/dead-letters/disposal.ts';
import { describeDisposal } from '../../operator/dead-letters/disposal-words.ts';
import { takeInventory } from '../../operator/dead-letters/inventory.ts';
import { purgeDisposal } from '../../operator/dead-letters/purge.ts';
import { disposeRecorded } from '../../operator/dead-letters/recorded-disposal.ts';
import { redriveDisposal } from '../../operator/dead-letters/redrive.ts';
import { describeSelection, type Selection } from '../../operator/dead-letters/selection.ts';
import { OperatorError } from '../../operator/errors.ts';
import { explainError } from '../../operator/explain-error.ts';
import type { Session } from '../../operator/stack/session.ts';
import type { Ending, Jobs, Progress } from '../jobs/jobs.ts';
import type { LetterChoice, PurgeRequest, RedrivePreview, RedriveRequest } from '../shapes/dead-letters.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';
import { type LetterShelf, visibilityTimeout } from './letter-shelf.ts';

interface Desk {
  readonly stage: Stage;
  readonly jobs: Jobs;
  readonly shelf: LetterShelf;
}

export async function previewRedrive(
  { stage, shelf }: Desk,
  { choice, stale }: RedriveRequest,
): Promise<RedrivePreview> {
  const { session } = stage;
  const selection = { ...selectionOf(choice), excludesStale: !stale };
  const preview = await shelf.alone(() => previewDisposal(queuesOf(session, choice), selection, session));
  const { chosen, stale: left, others, isComplete } = preview;
  return { chosen: chosen.length, stale: left.length, others: others.length, isComplete };
}

/** @throws OperatorError if there are more letters than the operator has seen */
export async function startRedrive(desk: Desk, { choice, rate, stale }: RedriveRequest): Promise<Job> {
  await requireShown(desk, choice);
  const words = describeChoice(choice);
  const by = await desk.stage.log(`redrives dead letters ${words}${stale ? ', stale ones too' : ''}`);
  const work = (session: Session) =>
    redriveDisposal({ selection: selectionOf(choice), rate, allowStale: stale }, session.interruption, session.now);
  return startDisposal(desk, {
    what: 'redrive',
    title: `Redrive of dead letters ${words}`,
    by,
    choice,
    work,
    doneText: 'Sent again',
  });
}

/** @throws OperatorError for a name that leads to another folder, or if there are more letters than the operator has seen */
export async function startPurge(desk: Desk, { choice, file }: PurgeRequest): Promise<Job> {
  if (file !== basename(file) || file.startsWith('.')) {
    throw new OperatorError('Give the name of a file, without a folder. It is written where the console was started.');
  }
  await requireShown(desk, choice);
  const words = describeChoice(choice);
  const by = await desk.stage.log(`purges dead letters ${words} to ${file}`);
  const archive = new Archive(file);
  const work = () => {
    const disposal = purgeDisposal(choice.reasons ?? [], archive);
    return { ...disposal, selection: selectionOf(choice) };
  };
  const doneText = `Deleted, and kept in ${file}`;
  const close = () => archive.close();
  return startDisposal(desk, {
    what: 'purge',
    title: `Purge of dead letters ${words}`,
    by,
    choice,
    work,
    doneText,
    close,
  });
}

/** A page may be older than the queue. Nobody decides about letters that they have not seen. */
async function requireShown({ stage: { session }, shelf }: Desk, choice: LetterChoice): Promise<void> {
  if (choice.all === undefined) return;
  const { chosen } = await shelf.alone(() => previewDisposal(queuesOf(session, choice), selectionOf(choice), session));
  if (chosen.length <= choice.all) return;
  throw new OperatorError(`The group has changed since: it has ${chosen.length} letters now. Look again.`);
}

interface Disposing {
  readonly what: 'redrive' | 'purge';
  readonly title: string;
  readonly by: string;
  readonly choice: LetterChoice;
  readonly work: (session: Session) => Disposal;
  readonly doneText: string;
  readonly close?: () => Promise<void>;
}

function startDisposal({ jobs, shelf }: Desk, disposing: Disposing): Job {
  const { title, by, close } = disposing;
  return jobs.start({
    ...{ title, by },
    async run(session, tell) {
      const run = () => disposeAndTell(session, disposing, tell);
      const ending = await shelf.alone(run).finally(close);
      await shelf.read();
      return ending;
    },
  });
}

async function disposeAndTell(
  session: Session,
  { what, by, choice, work, doneText }: Disposing,
  tell: (progress: Progress) => void,
): Promise<Ending> {
  const queues = queuesOf(session, choice);
  const { visible, asOf } = await takeInventory(queues, session.now);
  tell({ total: visible, text: 'Looking at the dead letters' });
  let looked = 0;
  const recorded = { what, disposal: work(session), doneText, by, asOf };
  const result = await disposeRecorded(session, queues, recorded, (messages) => {
    looked += messages;
    tell({ done: looked, text: `Looked at ${looked}` });
  });
  const problem = problemOf(recorded.disposal.selection, result, session.interruption);
  return {
    text: [describeDisposal(doneText, result.counts), problem].filter(Boolean).join(' '),
    hasFailed: problem !== undefined || result.counts.problems.length > 0,
  };
}

/** Why it has failed, besides the failures of single letters. */
function problemOf(
  selection: Selection,
  { counts, isComplete, error }: DisposalResult,
  interruption: AbortSignal,
): string | undefined {
  if (error !== undefined) return explainError(error);
  if (interruption.aborted) return undefined;
  return isComplete ? choiceProblem(selection, counts) : 'Not all dead letters were looked at.';
}

function queuesOf(session: Session, { queue }: LetterChoice) {
  return chooseDeadLetterQueues(session, { ...(queue !== undefined && { queue }), visibilityTimeout });
}

function selectionOf({ reasons, ids, olderThan }: LetterChoice) {
  return { reasons, ids, olderThan };
}

function describeChoice({ queue, ...choice }: LetterChoice): string {
  const { ids = [] } = choice;
  const some = ids.length > 1 ? { ...choice, ids: [`${ids[0]} and ${ids.length - 1} more`] } : choice;
  return [describeSelection(some) || 'of every reason', queue && `on ${queue}`].filter(Boolean).join(' ');
}

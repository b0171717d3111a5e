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
import type {
  LetterChoice,
  PurgeRequest,
  RedrivePreview,
  RedriveRequest,
  RetryRequest,
} from '../shapes/dead-letters.ts';
import type { Job } from '../shapes/job.ts';
import type { Stage } from '../stage.ts';
import { findLetter } from './letter-search.ts';
import { type LetterShelf, visibilityTimeout } from './letter-shelf.ts';
import { shownLetters } from './shown-letters.ts';

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
  const selection = { ...selectionOf(choice, shelf), excludesStale: !stale };
  const preview = await shelf.lock.read(() => previewDisposal(queuesOf(session, choice), selection, session));
  const { chosen, stale: left, others, isComplete } = preview;
  return { chosen: chosen.length, stale: left.length, others: others.length, isComplete };
}

/** @throws OperatorError if there are other letters than the operator has seen, or while another redrive or purge runs */
export async function startRedrive(desk: Desk, { choice, rate, stale }: RedriveRequest): Promise<Job> {
  const selection = selectionOf(choice, desk.shelf);
  const words = describeChoice(choice);
  const work = (session: Session) =>
    redriveDisposal({ selection, rate, allowStale: stale }, session.interruption, session.now);
  return startDisposal(desk, {
    what: 'redrive',
    title: `Redrive of dead letters ${words}`,
    deed: `redrives dead letters ${words}${stale ? ', stale ones too' : ''}`,
    choice,
    work,
    doneText: 'Sent again',
  });
}

/**
 * Redrives the one letter that the ID names. The events of one message have the same ID in the log: the operator has
 * decided about one of them.
 *
 * @throws NotFound if there is no letter, or if the ID does not say which one
 * @throws OperatorError as `startRedrive`
 */
export async function startRetry(desk: Desk, { id, stale }: RetryRequest): Promise<Job> {
  const { queue, messageId } = await findLetter(desk.stage, desk.shelf, id);
  return startRedrive(desk, { choice: { queue, ids: [messageId] }, stale });
}

/** @throws OperatorError for a name that leads to another folder, and as `startRedrive` */
export async function startPurge(desk: Desk, { choice, file }: PurgeRequest): Promise<Job> {
  if (file !== basename(file) || file.startsWith('.')) {
    throw new OperatorError('Give the name of a file, without a folder. It is written where the console was started.');
  }
  const selection = selectionOf(choice, desk.shelf);
  const words = describeChoice(choice);
  const archive = new Archive(file);
  const work = () => ({ ...purgeDisposal(choice.reasons ?? [], archive), selection });
  const doneText = `Deleted, and kept in ${file}`;
  const close = () => archive.close();
  return startDisposal(desk, {
    what: 'purge',
    title: `Purge of dead letters ${words}`,
    deed: `purges dead letters ${words} to ${file}`,
    choice,
    work,
    doneText,
    close,
  });
}

interface Disposing {
  readonly what: 'redrive' | 'purge';
  readonly title: string;
  /** For the log. */
  readonly deed: string;
  readonly choice: LetterChoice;
  readonly work: (session: Session) => Disposal;
  readonly doneText: string;
  readonly close?: () => Promise<void>;
}

async function startDisposal({ stage, jobs, shelf }: Desk, disposing: Disposing): Promise<Job> {
  const { title, deed, close } = disposing;
  const held = shelf.lock.acquire(title);
  try {
    const by = await stage.log(deed);
    return jobs.start({
      ...{ title, by },
      async run(session, tell) {
        tell({ text: 'Waiting for a reading of the dead letters' });
        try {
          if (!(await held.begin(session.interruption))) return { text: 'Nothing was done.', hasFailed: false };
          return await disposeAndTell(session, { ...disposing, by }, tell).finally(close);
        } finally {
          held.release();
          void shelf.read();
        }
      },
    });
  } catch (error) {
    held.release();
    throw error;
  }
}

async function disposeAndTell(
  session: Session,
  { what, by, choice, work, doneText }: Disposing & { readonly by: string },
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

/**
 * By their own message IDs alone: letters that nobody has chosen may have the same first one.
 *
 * @throws OperatorError if the page showed other letters
 */
function selectionOf(choice: LetterChoice, { letters }: LetterShelf): Selection {
  const { reasons, ids, olderThan } = choice;
  return { reasons, ids, olderThan, shown: shownLetters(letters, choice) };
}

function describeChoice({ queue, ...choice }: LetterChoice): string {
  const { ids = [] } = choice;
  const some = ids.length > 1 ? { ...choice, ids: [`${ids[0]} and ${ids.length - 1} more`] } : choice;
  return [describeSelection(some) || 'of every reason', queue && `on ${queue}`].filter(Boolean).join(' ');
}

/** A redrive or a purge, with its beginning and its end in the audit log. */
import { recordBeginning, recordEnd } from '../audit/operator-deeds.ts';
import type { Session } from '../stack/session.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import { type Disposal, type DisposalResult, dispose } from './disposal.ts';
import { describeDisposal } from './disposal-words.ts';
import type { Moment } from './inventory.ts';
import { describeSelection } from './selection.ts';

interface RecordedDisposal {
  readonly what: 'redrive' | 'purge';
  readonly disposal: Disposal;
  /** What was done, such as `Sent again`. */
  readonly doneText: string;
  /** The identity of the operator's AWS credentials. */
  readonly by: string;
  /** When the operator was asked. */
  readonly asOf: Moment;
}

/**
 * The counts are known even when the work ends too early.
 *
 * @param onProgress called with the number of messages that were looked at
 * @throws OperatorError if the log cannot be written. Nothing is done then
 */
export async function disposeRecorded(
  session: Session,
  queues: readonly DeadLetterQueue[],
  { what, disposal, doneText, by, asOf }: RecordedDisposal,
  onProgress: (messages: number) => void,
): Promise<DisposalResult> {
  const subject = queues.map(({ name }) => name).join(', ');
  const choice = describeSelection(disposal.selection) || 'all letters';
  await recordBeginning(session, { what, subject, by, detail: choice });
  const result = await dispose(queues, disposal, { ...session, asOf }, onProgress);
  const detail = `${choice}. ${describeDisposal(doneText, result.counts)}`;
  const problem = await recordEnd(session, { what, subject, by, detail }).catch((error) => error);
  return { ...result, error: result.error ?? problem };
}

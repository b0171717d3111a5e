/** Cancels an effective-dated change, and remembers who did. */
import type { EffectiveChange } from '../../lib/ledger/effective-change.ts';
import { sha256 } from '../../lib/sha256.ts';
import { recordBeginning } from '../audit/operator-deeds.ts';
import { NotFound, OperatorError } from '../errors.ts';
import type { Session } from '../stack/session.ts';
import { describeChange, describeSource } from './change-facts.ts';
import { EffectiveChangeLedger } from './effective-changes.ts';

/**
 * Reads a change that an operator wants to cancel.
 *
 * @param mark of the announcement that they were shown; undefined if they are shown what is read
 * @throws NotFound, or OperatorError if the change was announced anew since, or cannot be cancelled any more
 */
export async function readCancellable(
  { aws, stack, now }: Session,
  id: string,
  mark?: string,
): Promise<EffectiveChange> {
  const change = await new EffectiveChangeLedger(aws.dynamodb, stack.ledger, now).get(id);
  if (change === undefined) {
    throw new NotFound(`There is no effective-dated change ${id} in stage ${stack.stage}. See effective list.`);
  }
  if (change.state === 'started' || change.state === 'done') {
    throw new OperatorError(
      `The change ${id} is already under way or done. Its decision is on the way to Zuora. To reverse it, publish the opposite.`,
    );
  }
  if (mark !== undefined && announcementMark(change) !== mark) throw announcedAnew(id);
  return change;
}

/**
 * Cancels exactly the change that the operator saw. The audit log has it first.
 *
 * @param change in state `pending`
 * @param by the identity of the operator's AWS credentials
 * @throws OperatorError if it has changed since, or the log cannot be written
 */
export async function cancelChange(
  session: Session,
  id: string,
  change: EffectiveChange,
  by: string,
): Promise<EffectiveChange> {
  const { aws, stack, now } = session;
  const detail = `${describeChange(change)} on ${change.effectiveAt}, by ${describeSource(change)}`;
  await recordBeginning(session, { what: 'cancel', subject: `change ${id}`, detail, by });
  const ledger = new EffectiveChangeLedger(aws.dynamodb, stack.ledger, now);
  const cancelled = await ledger.cancel(change, { by, at: now() });
  if (cancelled !== undefined) return cancelled;
  await readCancellable(session, id);
  throw announcedAnew(id);
}

/** Tells what was announced last under a change's id from what was announced there before. */
export function announcementMark({ announcement, effectiveAt }: EffectiveChange): string {
  return sha256([announcement, effectiveAt]);
}

function announcedAnew(id: string): OperatorError {
  return new OperatorError(
    `The source has announced the change ${id} anew in the meantime. Nothing was cancelled. Look at it with effective list.`,
  );
}

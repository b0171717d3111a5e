/** Writes what an operator does to the stage into the audit log: before it is done, so that nothing is done without an entry. */
import { randomUUID } from 'node:crypto';
import {
  type AuditEntry,
  type OperatorDeed,
  operatorAccount,
  placeOf,
  positionOf,
  timeText,
} from '../../lib/audit/audit-entry.ts';
import { AuditLog } from '../../lib/audit/audit-log.ts';
import { awsTimeout } from '../aws-timeout.ts';
import { OperatorError } from '../errors.ts';
import { explainError } from '../explain-error.ts';
import type { AwsConnection } from '../stack/aws-connection.ts';
import type { Stack } from '../stack/stack.ts';

export interface Deed {
  readonly what: OperatorDeed;
  /** The queue, queues, set or announced change that it is about. */
  readonly subject: string;
  /** More of it, in words, without a login: the log outlives those. */
  readonly detail?: string | undefined;
  /** The identity of the operator's AWS credentials. */
  readonly by: string;
}

/** What of a session writes the log. */
export interface DeedSession {
  readonly aws: Pick<AwsConnection, 'dynamodb'>;
  readonly stack: Pick<Stack, 'audit'>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Writes down what is about to be done.
 *
 * @throws OperatorError if the log cannot be written. Nothing may be done then
 */
export async function recordBeginning(session: DeedSession, deed: Deed): Promise<void> {
  await write(session, deed, 'begun').catch((error) => {
    throw new OperatorError(`Nothing was done, because the audit log cannot be written. ${explainError(error)}`);
  });
}

/**
 * Writes down what became of it.
 *
 * @throws OperatorError if the log cannot be written. It has the beginning
 */
export async function recordEnd(session: DeedSession, deed: Deed): Promise<void> {
  await write(session, deed, 'ended').catch((error) => {
    throw new OperatorError(`The audit log has the beginning, and cannot be told of the end. ${explainError(error)}`);
  });
}

async function write({ aws, stack, now }: DeedSession, deed: Deed, outcome: 'begun' | 'ended'): Promise<void> {
  await new AuditLog(aws.dynamodb, { audit: stack.audit, awsTimeout }).write(
    entryOf(deed, { outcome, owner: randomUUID(), now: now() }),
  );
}

interface Writing {
  readonly outcome: 'begun' | 'ended';
  /** Of this entry alone. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

function entryOf({ what, subject, detail, by }: Deed, { outcome, owner, now }: Writing): AuditEntry {
  const recordedAt = timeText(now);
  return {
    ...({ version: 1, account: operatorAccount, owner, what, outcome } as const),
    ...{ position: positionOf({ at: now, by: owner }, what), place: placeOf(recordedAt, owner, what) },
    ...{ day: recordedAt.slice(0, 10), recordedAt, decidedAt: recordedAt },
    ...{ subject, detail, requestedBy: by, why: [], against: [] },
  };
}

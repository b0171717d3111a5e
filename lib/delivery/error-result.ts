/** Maps an error to a message's result. */
import { BadEvent, CredentialsRejected, OutOfTime, ServiceError } from '../errors.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
import { ZuoraFailure } from '../zuora/failure.ts';
import type { Result } from './disposition.ts';
import type { RetryCause } from './schedule.ts';

/**
 * The result after an error that wrote nothing to Zuora.
 *
 * @param otherwise why the message waits after an error of another party, such as DynamoDB
 */
export function resultOfError(error: unknown, otherwise: RetryCause = { kind: 'deferred' }): Result {
  if (error instanceof ZuoraFailure) return resultOfFailure(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BadEvent) return { outcome: 'dead-letter', reason: error.reason, detail };
  return { outcome: 'retry', reason: reasonOf(error), detail, cause: causeOfError(error, otherwise) };
}

function reasonOf(error: unknown): string {
  if (error instanceof ServiceError) return error.reason;
  return error instanceof Error ? error.name : 'unknown';
}

function causeOfError(error: unknown, otherwise: RetryCause): RetryCause {
  if (error instanceof CredentialsRejected) return { kind: 'credentials', milliseconds: error.retryAfter };
  return error instanceof OutOfTime ? { kind: 'deferred' } : otherwise;
}

/** The result after a call that failed and may be made again. */
export function resultOfFailure(failure: ZuoraFailure): Result {
  const verdict = classify(failure);
  const reason = verdict === 'refused' ? refusalOf(failure) : verdict;
  return { outcome: 'retry', reason, detail: failure.message, cause: causeOfFailure(failure) };
}

function causeOfFailure(failure: ZuoraFailure): RetryCause {
  const { isWrite, waitSeconds } = failure;
  if (classify(failure) === 'throttled' || waitSeconds !== undefined) {
    return { kind: 'throttled', milliseconds: waitSeconds && waitSeconds * 1000 };
  }
  return { kind: isWrite && mayStillRun(failure) ? 'unanswered' : 'back-off' };
}

/** A gateway that gives up answers for a call that Zuora may go on with. */
function mayStillRun({ status }: ZuoraFailure): boolean {
  return status === undefined || status === 502 || status === 504;
}

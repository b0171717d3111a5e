/** Maps an error to a message's result. */
import { BadEvent, CredentialsRejected, OutOfTime, SecretUnreadable, ServiceError } from '../errors.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
import { ZuoraFailure } from '../zuora/failure.ts';
import { failuresOf } from '../zuora/several-failures.ts';
import type { GivenUp, Postponed, Result } from './disposition.ts';
import { combineCauses, type RetryCause } from './schedule.ts';

/**
 * The result after an error, where the work may be tried again. Of several failures, those that may succeed later decide:
 * the message waits until each of them may be tried again.
 *
 * @param otherwise why the message waits after an error of another party, such as DynamoDB
 */
export function resultOfError(error: unknown, otherwise: RetryCause = { kind: 'deferred' }): Result {
  const results = failuresOf(error).map((failure) => resultOf(failure, otherwise));
  const postponed = results.filter((result) => 'cause' in result);
  const [first] = postponed;
  if (!first) return resultOf(failuresOf(error)[0], otherwise);
  return { ...first, detail: detailOf(error), cause: combineCauses(postponed.map(({ cause }) => cause)) };
}

/** An error's message for a person. */
export function detailOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function resultOf(error: unknown, otherwise: RetryCause): GivenUp | Postponed {
  if (error instanceof ZuoraFailure) return resultOfFailure(error);
  const detail = detailOf(error);
  if (error instanceof BadEvent) return { outcome: 'dead-letter', reason: error.reason, detail };
  return { outcome: 'retry', reason: reasonOf(error), detail, cause: causeOfError(error, otherwise) };
}

function reasonOf(error: unknown): string {
  if (error instanceof ServiceError) return error.reason;
  return error instanceof Error ? error.name : 'unknown';
}

function causeOfError(error: unknown, otherwise: RetryCause): RetryCause {
  const isNobodysFault = error instanceof CredentialsRejected || error instanceof SecretUnreadable;
  if (isNobodysFault) return { kind: 'credentials', milliseconds: error.retryAfter };
  return error instanceof OutOfTime ? { kind: 'deferred' } : otherwise;
}

function resultOfFailure(failure: ZuoraFailure): Postponed {
  const verdict = classify(failure);
  const reason = verdict === 'refused' ? refusalOf(failure) : verdict;
  return { outcome: 'retry', reason, detail: failure.message, cause: causeOfFailure(failure) };
}

function causeOfFailure(failure: ZuoraFailure): RetryCause {
  const { isWrite, waitSeconds } = failure;
  const causes: RetryCause[] = [];
  if (classify(failure) === 'throttled' || waitSeconds !== undefined) {
    causes.push({ kind: 'throttled', milliseconds: waitSeconds && waitSeconds * 1000 });
  }
  if (isWrite && mayStillRun(failure)) causes.push({ kind: 'unanswered' });
  return causes.length > 0 ? combineCauses(causes) : { kind: 'back-off' };
}

/** The sender of such an answer has stopped waiting. Zuora may still carry out the call. */
const gaveUpStatuses = [408, 499, 502, 504];

function mayStillRun({ status }: ZuoraFailure): boolean {
  return status === undefined || gaveUpStatuses.includes(status);
}

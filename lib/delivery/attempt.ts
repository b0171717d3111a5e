/** One attempt at an event: look, then act, and look again before a failure is final. */
import type { AttemptHistory, FailureCounts } from '../ledger/attempt-history.ts';
import type { UserLease } from '../ledger/user-record.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { failuresOf } from '../zuora/several-failures.ts';
import type { Result } from './disposition.ts';
import { detailOf, resultOfError } from './error-result.ts';
import type { IdempotencyKey } from './idempotency-key.ts';
import type { Command, Observation, Operation } from './operation.ts';
import { countFailures, decideRetry, isFailedWrite } from './retry-decision.ts';
import type { RetryCause } from './schedule.ts';

/** What an event's record lets this delivery do. */
export interface Work<C extends Command> {
  readonly operation: Operation<C>;
  readonly command: C;
  readonly zuora: ZuoraClient;
  readonly key: IdempotencyKey;
  readonly history: AttemptHistory;
  /** Set where events about one user have an order. */
  readonly userLease?: UserLease | undefined;
}

export interface Attempted {
  readonly result: Result;
  /** With this attempt's failure counted by its kind. */
  readonly history: AttemptHistory;
}

const backOff: RetryCause = { kind: 'back-off' };

/** Never throws. */
export async function attempt<C extends Command>(work: Work<C>): Promise<Attempted> {
  const { operation, command, zuora, history, userLease } = work;
  if (userLease && isWhollySuperseded(userLease)) return { result: { outcome: 'superseded' }, history };
  try {
    const observation = await operation.look(zuora, command);
    const missing = [...new Set([...stillMissing(observation, userLease), ...maybeRequested(userLease)])];
    if (missing.length === 0) return { result: alreadyApplied(observation), history };
    const { id = observation.zuoraId } = await operation.act(zuora, command, missing);
    return { result: { outcome: 'applied', zuoraId: id }, history };
  } catch (error) {
    return failuresOf(error).some(isFailedWrite)
      ? afterFailedWrite(work, error)
      : { result: resultOfError(error, backOff), history };
  }
}

/**
 * A failure is final only if the work is not done all the same. A look that fails tells neither.
 *
 * @param otherwise the result if the work is not done
 */
export async function confirmFailure<C extends Command>(
  { operation, command, zuora, userLease }: Work<C>,
  otherwise: Result,
): Promise<Result> {
  try {
    const observation = await operation.look(zuora, command);
    const isDone = stillMissing(observation, userLease).length === 0 && !mayBeLeftPending(userLease, otherwise);
    return isDone ? alreadyApplied(observation) : otherwise;
  } catch (error) {
    return resultOfError(error, backOff);
  }
}

/** @param error a write that failed, or several failures with one among them */
async function afterFailedWrite<C extends Command>(work: Work<C>, error: unknown): Promise<Attempted> {
  const failures = failuresOf(error);
  const counts = countFailures(work.history.failures, failures);
  const decision = decideRetry(failures, counts, work.operation);
  switch (decision.next) {
    case 'retry':
      return { result: resultOfError(error, backOff), history: withFailures(work, counts) };
    case 'retry-with-new-key':
      work.key.advanceEpoch();
      return { result: resultOfError(error, backOff), history: withFailures(work, { ...counts, unknownAnswers: 0 }) };
    case 'confirm': {
      const { reason } = decision;
      const result = await confirmFailure(work, { outcome: 'dead-letter', reason, detail: detailOf(error) });
      return { result, history: withFailures(work, counts) };
    }
  }
}

function withFailures({ history }: Pick<Work<Command>, 'history'>, failures: FailureCounts): AttemptHistory {
  return { ...history, failures };
}

/** What Zuora's state lacks, except where a newer event counts. */
function stillMissing({ missing }: Observation, userLease: UserLease | undefined): readonly string[] {
  return missing.filter((id) => !userLease?.superseded.has(id));
}

/** Zuora does not show these requests. A user who loses access must not keep one pending. */
function maybeRequested(userLease: UserLease | undefined): readonly string[] {
  if (!userLease || userLease.change.grants) return [];
  return [...userLease.requested].filter((id) => !userLease.superseded.has(id));
}

/** A look shows no pending request. Only Zuora's refusal to deny it tells that there is none. */
function mayBeLeftPending(userLease: UserLease | undefined, result: Result): boolean {
  const isRefused = result.outcome === 'dead-letter' && result.reason === 'business-rule';
  return maybeRequested(userLease).length > 0 && !isRefused;
}

function isWhollySuperseded({ change, superseded }: UserLease): boolean {
  return change.entityIds.every((id) => superseded.has(id));
}

function alreadyApplied({ zuoraId }: Observation): Result {
  return { outcome: 'already-applied', zuoraId };
}

/** One attempt at an event about entities: look, then act, and look again before a failure is final. */
import type { AttemptHistory, FailureCounts } from '../ledger/attempt-history.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { failuresOf } from '../zuora/several-failures.ts';
import type { Result } from './disposition.ts';
import { detailOf, resultOfError } from './error-result.ts';
import type { IdempotencyKey } from './idempotency-key.ts';
import type { Command, EntityOperation, Observation } from './operation.ts';
import { countFailures, decideRetry, isFailedWrite } from './retry-decision.ts';
import type { RetryCause } from './schedule.ts';

/** What an event's record lets this delivery do. */
export interface Work<C extends Command> {
  readonly operation: EntityOperation<C>;
  readonly command: C;
  readonly zuora: ZuoraClient;
  readonly key: IdempotencyKey;
  readonly history: AttemptHistory;
}

export interface Attempted {
  readonly result: Result;
  /** With this attempt's failure counted by its kind. */
  readonly history: AttemptHistory;
}

const backOff: RetryCause = { kind: 'back-off' };

/** Never throws. */
export async function attempt<C extends Command>(work: Work<C>): Promise<Attempted> {
  const { operation, command, zuora, history } = work;
  let observation: Observation;
  try {
    observation = await operation.look(zuora, command);
  } catch (error) {
    return { history, result: resultOfError(error, backOff) };
  }
  const { missing, zuoraId } = observation;
  if (missing.length === 0) return { history, result: alreadyApplied(observation) };
  const { epoch } = work.key;
  try {
    const { id = zuoraId } = await operation.act(zuora, command, missing);
    return { history, result: { outcome: 'applied', zuoraId: id } };
  } catch (error) {
    return failuresOf(error).some(isFailedWrite)
      ? afterFailedWrite(work, error, epoch)
      : { history, result: resultOfError(error, backOff) };
  }
}

/**
 * A failure is final only if the work is not done all the same. A look that fails tells neither.
 *
 * @param otherwise the result if the work is not done
 */
export async function confirmFailure<C extends Command>(
  { operation, command, zuora }: Work<C>,
  otherwise: Result,
): Promise<Result> {
  try {
    const observation = await operation.look(zuora, command);
    return observation.missing.length === 0 ? alreadyApplied(observation) : otherwise;
  } catch (error) {
    return resultOfError(error, backOff);
  }
}

/**
 * @param error a write that failed, or several failures with one among them
 * @param epoch of the key before the write
 */
async function afterFailedWrite<C extends Command>(work: Work<C>, error: unknown, epoch: number): Promise<Attempted> {
  const failures = failuresOf(error);
  const { failures: before } = work.history;
  // The write may have been sent once more, under the next key. Unknown answers count per key.
  const counts = countFailures(work.key.epoch === epoch ? before : { ...before, unknownAnswers: 0 }, failures);
  const decision = decideRetry(failures, counts);
  switch (decision.next) {
    case 'retry':
      return { result: resultOfError(error, backOff), history: withFailures(work, counts) };
    case 'retry-with-new-key': {
      work.key.advanceEpoch();
      const history = withFailures(work, { ...counts, unknownAnswers: 0 });
      return { result: resultOfError(error, backOff), history };
    }
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

function alreadyApplied({ zuoraId }: Observation): Result {
  return { outcome: 'already-applied', zuoraId };
}

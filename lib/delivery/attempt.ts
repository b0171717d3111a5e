/** One attempt at an event: look, then act, and look again before a failure is final. */

import type { UserLease } from '../ledger/user-record.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { ZuoraFailure } from '../zuora/failure.ts';
import type { Result } from './disposition.ts';
import { resultOfError, resultOfFailure } from './error-result.ts';
import type { IdempotencyKey } from './idempotency-key.ts';
import type { Command, Observation, Operation } from './operation.ts';
import { count, decide, type FailureCounts } from './retry-decision.ts';

/** What an event's record lets this delivery do. */
export interface Work<C extends Command> {
  readonly operation: Operation<C>;
  readonly command: C;
  readonly zuora: ZuoraClient;
  readonly key: IdempotencyKey;
  readonly tally: FailureCounts;
  /** Set where events about one user have an order. */
  readonly turn?: UserLease | undefined;
}

export interface Attempted {
  readonly result: Result;
  readonly tally: FailureCounts;
}

/** Never throws. */
export async function attempt<C extends Command>(work: Work<C>): Promise<Attempted> {
  const { operation, command, zuora, tally, turn } = work;
  if (turn && isWhollySuperseded(turn)) return { result: { outcome: 'superseded' }, tally };
  try {
    const observation = await operation.look(zuora, command);
    const missing = [...new Set([...stillMissing(observation, turn), ...maybeRequested(turn)])];
    if (missing.length === 0) return { result: alreadyApplied(observation), tally };
    const { id = observation.zuoraId } = await operation.act(zuora, command, missing);
    return { result: { outcome: 'applied', zuoraId: id }, tally };
  } catch (error) {
    return error instanceof ZuoraFailure && error.isWrite
      ? afterFailedWrite(work, error)
      : { result: resultOfError(error, { kind: 'back-off' }), tally };
  }
}

/**
 * A failure is final only if the work is not done all the same; a look that fails tells neither.
 *
 * @param otherwise what stands if it is not
 */
export async function confirmFailure<C extends Command>(
  { operation, command, zuora, turn }: Work<C>,
  otherwise: Result,
): Promise<Result> {
  try {
    const observation = await operation.look(zuora, command);
    const isDone = stillMissing(observation, turn).length === 0 && !mayBeLeftPending(turn, otherwise);
    return isDone ? alreadyApplied(observation) : otherwise;
  } catch (error) {
    return resultOfError(error, { kind: 'back-off' });
  }
}

async function afterFailedWrite<C extends Command>(work: Work<C>, failure: ZuoraFailure): Promise<Attempted> {
  const tally = count(work.tally, failure);
  const decision = decide(failure, tally, work.operation);
  switch (decision.next) {
    case 'retry':
      return { result: resultOfFailure(failure), tally };
    case 'retry-with-new-key':
      work.key.advanceEpoch();
      return { result: resultOfFailure(failure), tally: { ...tally, unknownAnswers: 0 } };
    case 'judge': {
      const { reason } = decision;
      return { result: await confirmFailure(work, { outcome: 'dead-letter', reason, detail: failure.message }), tally };
    }
  }
}

/** What Zuora's state lacks, but for what something newer is said of. */
function stillMissing({ missing }: Observation, turn: UserLease | undefined): readonly string[] {
  return missing.filter((id) => !turn?.superseded.has(id));
}

/** Requests that Zuora does not show, and that whoever loses access may not be left with. */
function maybeRequested(turn: UserLease | undefined): readonly string[] {
  if (!turn || turn.change.gives) return [];
  return [...turn.requested].filter((id) => !turn.superseded.has(id));
}

/** A look shows no pending request; that there is none, only Zuora's refusal to deny it says. */
function mayBeLeftPending(turn: UserLease | undefined, result: Result): boolean {
  const isRefused = result.outcome === 'dead-letter' && result.reason === 'business-rule';
  return maybeRequested(turn).length > 0 && !isRefused;
}

function isWhollySuperseded({ change, superseded }: UserLease): boolean {
  return change.entityIds.every((id) => superseded.has(id));
}

function alreadyApplied({ zuoraId }: Observation): Result {
  return { outcome: 'already-applied', zuoraId };
}

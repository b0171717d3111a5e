/** One attempt at an event: look, then act, and look again before a failure is final. */
import { BadEvent, CredentialsRejected, OutOfTime } from '../errors.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { ZuoraFailure } from '../zuora/failure.ts';
import type { Result } from './course.ts';
import { count, decide, type Tally } from './decide.ts';
import type { IdempotencyKey } from './idempotency-key.ts';
import type { Command, Operation, Sight } from './operation.ts';
import type { Pause } from './schedule.ts';

/** What an event's record lets this delivery do. */
export interface Work<C extends Command> {
  readonly operation: Operation<C>;
  readonly command: C;
  readonly zuora: ZuoraClient;
  readonly key: IdempotencyKey;
  readonly tally: Tally;
}

export interface Attempted {
  readonly result: Result;
  readonly tally: Tally;
}

/** Never throws. */
export async function attempt<C extends Command>(work: Work<C>): Promise<Attempted> {
  const { operation, command, zuora, tally } = work;
  try {
    const sight = await operation.look(zuora, command);
    if (isDone(sight)) return { result: alreadyApplied(sight), tally };
    const { id = sight.zuoraId } = await operation.act(zuora, command, sight.missing);
    return { result: { outcome: 'applied', zuoraId: id }, tally };
  } catch (error) {
    return error instanceof ZuoraFailure && error.isWrite
      ? afterFailedWrite(work, error)
      : { result: withoutWrite(error), tally };
  }
}

/**
 * A failure is final only if the work is not done all the same; a look that fails tells neither.
 *
 * @param otherwise what stands if it is not
 */
export async function judge<C extends Command>(
  { operation, command, zuora }: Work<C>,
  otherwise: Result,
): Promise<Result> {
  try {
    const sight = await operation.look(zuora, command);
    return isDone(sight) ? alreadyApplied(sight) : otherwise;
  } catch (error) {
    return withoutWrite(error);
  }
}

async function afterFailedWrite<C extends Command>(work: Work<C>, failure: ZuoraFailure): Promise<Attempted> {
  const tally = count(work.tally, failure);
  const decision = decide(failure, tally, work.operation);
  switch (decision.next) {
    case 'retry':
      return { result: comeBack(failure), tally };
    case 'retry-with-new-key':
      work.key.useUp();
      return { result: comeBack(failure), tally: { ...tally, unknownAnswers: 0 } };
    case 'judge': {
      const { reason } = decision;
      return { result: await judge(work, { outcome: 'dead-letter', reason, detail: failure.message }), tally };
    }
  }
}

/** Nothing was written, so nothing but the error itself tells how to go on. */
function withoutWrite(error: unknown): Result {
  if (error instanceof ZuoraFailure) return comeBack(error);
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof BadEvent) return { outcome: 'dead-letter', reason: error.reason, detail };
  if (error instanceof CredentialsRejected) {
    const pause: Pause = { kind: 'credentials', milliseconds: error.retryAfter };
    return { outcome: 'retry', reason: error.reason, detail, pause };
  }
  if (error instanceof OutOfTime) {
    return { outcome: 'retry', reason: error.reason, detail, pause: { kind: 'deferred' } };
  }
  const reason = error instanceof Error ? error.name : 'unknown';
  return { outcome: 'retry', reason, detail, pause: { kind: 'back-off' } };
}

function comeBack(failure: ZuoraFailure): Result {
  const verdict = classify(failure);
  const reason = verdict === 'refused' ? refusalOf(failure) : verdict;
  return { outcome: 'retry', reason, detail: failure.message, pause: pauseAfter(failure) };
}

function pauseAfter(failure: ZuoraFailure): Pause {
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

function isDone({ missing }: Sight): boolean {
  return missing.length === 0;
}

function alreadyApplied({ zuoraId }: Sight): Result {
  return { outcome: 'already-applied', zuoraId };
}

/** One attempt at an event: look, then act, and look again before a failure is final. */
import { BadEvent, CredentialsRejected, OutOfTime } from '../errors.ts';
import { classify } from '../zuora/classify.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import { ZuoraFailure } from '../zuora/failure.ts';
import { count, decide, type Tally } from './decide.ts';
import type { IdempotencyKey } from './idempotency-key.ts';
import type { Command, Operation, Sight } from './operation.ts';
import type { Pause } from './schedule.ts';

export type Result =
  | { readonly outcome: 'applied' | 'already-applied'; readonly zuoraId?: string | undefined }
  | { readonly outcome: 'dead-letter'; readonly reason: string; readonly detail: string }
  | { readonly outcome: 'retry'; readonly reason: string; readonly detail: string; readonly pause: Pause };

export interface Attempted {
  readonly result: Result;
  readonly tally: Tally;
}

/** Never throws. */
export async function attempt<C extends Command>(
  operation: Operation<C>,
  command: C,
  zuora: ZuoraClient,
  key: IdempotencyKey,
  tally: Tally,
): Promise<Attempted> {
  try {
    const sight = await operation.look(zuora, command);
    if (isDone(sight)) return { result: alreadyApplied(sight), tally };
    try {
      const { id = sight.zuoraId } = await operation.act(zuora, command, sight.missing);
      return { result: { outcome: 'applied', zuoraId: id }, tally };
    } catch (error) {
      if (!(error instanceof ZuoraFailure)) throw error;
      return await afterFailedWrite(operation, command, zuora, key, tally, error);
    }
  } catch (error) {
    return { result: withoutWrite(error), tally };
  }
}

async function afterFailedWrite<C extends Command>(
  operation: Operation<C>,
  command: C,
  zuora: ZuoraClient,
  key: IdempotencyKey,
  before: Tally,
  failure: ZuoraFailure,
): Promise<Attempted> {
  const tally = count(before, failure);
  const decision = decide(failure, tally, operation);
  const { message: detail } = failure;
  switch (decision.next) {
    case 'retry':
      return { result: { outcome: 'retry', reason: classify(failure), detail, pause: pauseAfter(failure) }, tally };
    case 'retry-with-new-key':
      key.useUp();
      return {
        result: { outcome: 'retry', reason: classify(failure), detail, pause: pauseAfter(failure) },
        tally: { ...tally, unknownAnswers: 0 },
      };
    case 'judge':
      return { result: await judge(operation, command, zuora, decision.reason, detail), tally };
  }
}

/** A failure is final only if the work is not done all the same; a look that fails tells neither. */
async function judge<C extends Command>(
  { look }: Operation<C>,
  command: C,
  zuora: ZuoraClient,
  reason: string,
  detail: string,
): Promise<Result> {
  try {
    const sight = await look(zuora, command);
    return isDone(sight) ? alreadyApplied(sight) : { outcome: 'dead-letter', reason, detail };
  } catch (error) {
    return withoutWrite(error);
  }
}

function withoutWrite(error: unknown): Result {
  if (error instanceof BadEvent) return { outcome: 'dead-letter', reason: error.reason, detail: error.message };
  const retry = { outcome: 'retry', detail: error instanceof Error ? error.message : String(error) } as const;
  if (error instanceof CredentialsRejected) {
    return { ...retry, reason: error.reason, pause: { kind: 'credentials', seconds: error.retryAfterSeconds } };
  }
  if (error instanceof OutOfTime) return { ...retry, reason: error.reason, pause: { kind: 'deferred' } };
  if (error instanceof ZuoraFailure) {
    const pause: Pause = error.status === undefined ? { kind: 'back-off' } : pauseAfter(error);
    return { ...retry, reason: classify(error), pause };
  }
  return { ...retry, reason: error instanceof Error ? error.name : 'unknown', pause: { kind: 'back-off' } };
}

function pauseAfter(failure: ZuoraFailure): Pause {
  if (failure.status === undefined) return { kind: 'unanswered' };
  return classify(failure) === 'throttled' || failure.waitSeconds !== undefined
    ? { kind: 'throttled', seconds: failure.waitSeconds }
    : { kind: 'back-off' };
}

function isDone({ missing }: Sight): boolean {
  return missing.length === 0;
}

function alreadyApplied({ zuoraId }: Sight): Result {
  return { outcome: 'already-applied', zuoraId };
}

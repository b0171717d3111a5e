/** One attempt at an event: look, then act, and look again before a failure is final. */
import type { AttemptHistory, FailureCounts } from '../ledger/attempt-history.ts';
import { newerEvents, type UserLease } from '../ledger/lease.ts';
import { classify, refusalOf } from '../zuora/classify.ts';
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

export interface Attempted extends Confirmed {
  /** With this attempt's failure counted by its kind. */
  readonly history: AttemptHistory;
  /** Whether the event's request may be pending in Zuora. */
  readonly isSent: boolean;
}

export interface Confirmed extends Shown {
  readonly result: Result;
}

/** What a look showed of the user whose access the event changes. */
export interface Shown {
  /** Entities in which a look showed the access that the event grants. */
  readonly seen: ReadonlySet<string>;
  /** The login as Zuora knows it, where a look found the user. */
  readonly username?: string | undefined;
}

const userUnknown: Result = {
  outcome: 'no-such-user',
  detail:
    'username: no entity of the event knows this login, in any spelling; if the user has another login in Zuora, publish an event with that login',
};

const nothingShown: Shown = { seen: new Set() };
const backOff: RetryCause = { kind: 'back-off' };

/** Never throws. */
export async function attempt<C extends Command>(work: Work<C>): Promise<Attempted> {
  const { operation, command, zuora, history, userLease } = work;
  const nothingSent = { history, ...nothingShown, isSent: false };
  if (userLease && isWhollySuperseded(userLease)) return { ...nothingSent, result: supersededBy(userLease) };
  let observation: Observation;
  try {
    observation = await operation.look(zuora, command, userLease?.spelling);
  } catch (error) {
    return { ...nothingSent, result: resultOfError(error, backOff) };
  }
  const shown = shownBy(observation, userLease);
  if (observation.isUnknownUser) return { ...nothingSent, result: userUnknown };
  const missing = [...new Set([...stillMissing(observation, userLease), ...maybeRequested(userLease)])];
  if (missing.length === 0) return { ...nothingSent, ...shown, result: alreadyApplied(observation) };
  const { epoch } = work.key;
  try {
    const { id = observation.zuoraId } = await operation.act(zuora, asSpelt(command, observation), missing);
    return { history, ...shown, isSent: true, result: { outcome: 'applied', zuoraId: id } };
  } catch (error) {
    return failuresOf(error).some(isFailedWrite)
      ? { ...shown, ...(await afterFailedWrite(work, error, epoch)) }
      : { ...nothingSent, ...shown, result: resultOfError(error, backOff) };
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
): Promise<Confirmed> {
  try {
    const observation = await operation.look(zuora, command, userLease?.spelling);
    if (observation.isUnknownUser) return { ...nothingShown, result: userUnknown };
    const isDone = stillMissing(observation, userLease).length === 0 && !mayBeLeftPending(userLease, otherwise);
    return { ...shownBy(observation, userLease), result: isDone ? alreadyApplied(observation) : otherwise };
  } catch (error) {
    return { ...nothingShown, result: resultOfError(error, backOff) };
  }
}

/**
 * @param error a write that failed, or several failures with one among them
 * @param epoch of the key before the write
 */
async function afterFailedWrite<C extends Command>(
  work: Work<C>,
  error: unknown,
  epoch: number,
): Promise<Omit<Attempted, keyof Shown> & Partial<Shown>> {
  const failures = failuresOf(error);
  const { failures: before } = work.history;
  // The write may have been sent once more, under the next key. Unknown answers count per key.
  const counts = countFailures(work.key.epoch === epoch ? before : { ...before, unknownAnswers: 0 }, failures);
  const decision = decideRetry(failures, counts, work.operation);
  const isSent = failures.some(mayBePending);
  switch (decision.next) {
    case 'retry':
      return { result: resultOfError(error, backOff), history: withFailures(work, counts), isSent };
    case 'retry-with-new-key': {
      work.key.advanceEpoch();
      const history = withFailures(work, { ...counts, unknownAnswers: 0 });
      return { result: resultOfError(error, backOff), history, isSent };
    }
    case 'confirm': {
      const { reason } = decision;
      const confirmed = await confirmFailure(work, { outcome: 'dead-letter', reason, detail: detailOf(error) });
      return { ...confirmed, history: withFailures(work, counts), isSent };
    }
  }
}

/** A rule that forbids a request may be that there is one already. */
function mayBePending(failure: unknown): boolean {
  if (!isFailedWrite(failure)) return false;
  const verdict = classify(failure);
  return verdict === 'unknown' || (verdict === 'refused' && refusalOf(failure) === 'business-rule');
}

function withFailures({ history }: Pick<Work<Command>, 'history'>, failures: FailureCounts): AttemptHistory {
  return { ...history, failures };
}

/** The command with the login as Zuora knows it. */
function asSpelt<C extends Command>(command: C, { username }: Observation): C {
  return username === undefined ? command : { ...command, username };
}

/** What Zuora's state lacks, except where a newer event counts, or an earlier attempt at this one succeeded. */
function stillMissing({ missing }: Observation, userLease: UserLease | undefined): readonly string[] {
  return missing.filter((id) => !userLease?.superseded.has(id) && !userLease?.made.has(id));
}

function shownBy({ missing, username }: Observation, userLease: UserLease | undefined): Shown {
  return { seen: new Set(userLease?.change.entityIds.filter((id) => !missing.includes(id))), username };
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

function supersededBy(userLease: UserLease): Result {
  const newer = [...newerEvents(userLease).values()].map(
    ({ operation = 'a revocation', time }) => `${operation} of ${new Date(time).toISOString()}`,
  );
  return { outcome: 'superseded', detail: `a newer event counts: ${[...new Set(newer)].join(', ')}` };
}

function alreadyApplied({ zuoraId }: Observation): Result {
  return { outcome: 'already-applied', zuoraId };
}

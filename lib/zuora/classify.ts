/** Decides what a failed call means for its message. */
import { ZuoraFailure } from './failure.ts';

/**
 * - `unauthorised`: Zuora does not accept the token, but may accept a new one
 * - `throttled`: Zuora asks to slow down; nothing happened
 * - `refused`: Zuora would refuse the same call again
 * - `unknown`: a write may or may not have taken effect
 * - `key-mismatch`: the idempotency key belongs to another call
 * - `temporary`: nothing happened, and the same call may succeed
 * - `internal`: nothing happened; a few more attempts are worthwhile
 */
export type Verdict = 'unauthorised' | 'throttled' | 'refused' | 'unknown' | 'key-mismatch' | 'temporary' | 'internal';

/** The categories of Zuora's error codes that decide a verdict. */
const categories = {
  unauthorised: [11],
  throttled: [70],
  refused: [10, 20, 21, 22, 23, 27, 30, 40, 45, 90],
  temporary: [50, 61],
  internal: [60, 99],
};

/** A gateway stopped waiting, or asks for the same request again (RFC 9110, RFC 8470; 499 is nginx's). */
const transientStatuses = [408, 421, 425, 499];

/**
 * First match wins. A final reason outweighs a temporary one.
 * https://developer.zuora.com/docs/guides/error-codes/
 */
const rules: readonly [Verdict, (failure: ZuoraFailure, status: number) => boolean][] = [
  // The first call under the idempotency key is still under way. The reasons in the body do not matter.
  ['unknown', (_, status) => status === 409],
  // Not Zuora's word: a server or a gateway on the way says nothing about what Zuora did.
  ['unknown', (_, status) => transientStatuses.includes(status)],
  ['unauthorised', (failure, status) => status === 401 || hasAny(failure, categories.unauthorised)],
  ['throttled', (failure, status) => status === 429 || hasAny(failure, categories.throttled)],
  // A gateway answers 401 and 429 too, and does not let the call through then. Of all else that it says, nobody knows.
  ['unknown', (failure) => !failure.readable],
  ['key-mismatch', (_, status) => status === 422],
  ['refused', (failure) => hasAny(failure, categories.refused)],
  ['refused', (_, status) => status >= 400 && status < 500],
  ['unknown', (_, status) => status === 0 || status >= 500],
  ['temporary', (failure) => hasAny(failure, categories.temporary)],
  ['internal', (failure) => hasAny(failure, categories.internal)],
];

export function classify(failure: ZuoraFailure): Verdict {
  return rules.find(([, matches]) => matches(failure, failure.status ?? 0))?.[0] ?? 'refused';
}

export function isRefusal(error: unknown): error is ZuoraFailure {
  return error instanceof ZuoraFailure && classify(error) === 'refused';
}

export function isThrottled(error: unknown): error is ZuoraFailure {
  return error instanceof ZuoraFailure && classify(error) === 'throttled';
}

/** "Bad entity id": Zuora says so of an entity that the token does not name. */
export const badEntityId = 90000020;

/** A token lists its entities when it is issued, so an older one may lack an entity that was granted since. */
export function lacksPermission(failure: ZuoraFailure): boolean {
  return failure.status === 403 || hasAny(failure, [10]) || failure.codes.includes(badEntityId);
}

/** Why Zuora refused: the reason in a dead letter. */
export type Refusal = 'permission-denied' | 'not-found' | 'business-rule' | 'rejected';

export function refusalOf(failure: ZuoraFailure): Refusal {
  if (lacksPermission(failure)) return 'permission-denied';
  if (failure.status === 404 || hasAny(failure, [40])) return 'not-found';
  if (hasAny(failure, [30])) return 'business-rule';
  return 'rejected';
}

function hasAny(failure: ZuoraFailure, wanted: readonly number[]): boolean {
  return failure.categories.some((category) => wanted.includes(category));
}

/** What a failed call means for the message it was made for. */
import type { ZuoraFailure } from './failure.ts';

/**
 * - `unauthorised`: the token is not taken; with a new one it may be
 * - `throttled`: Zuora does less work for us than asked; nothing happened
 * - `refused`: the same call would be refused again
 * - `unknown`: a write may or may not have taken effect
 * - `key-mismatch`: the idempotency key belongs to another call
 * - `temporary`: nothing happened, and the same call may succeed
 * - `internal`: nothing happened; worth a few more tries
 */
export type Verdict = 'unauthorised' | 'throttled' | 'refused' | 'unknown' | 'key-mismatch' | 'temporary' | 'internal';

/** The categories of Zuora's error codes that settle a verdict. */
const categories = {
  unauthorised: [11],
  throttled: [70],
  refused: [10, 20, 21, 22, 23, 27, 30, 40, 45, 90],
  temporary: [50, 61],
  internal: [60, 99],
};

/**
 * First match wins. Any reason that cannot be mended outweighs one that can.
 * https://developer.zuora.com/docs/guides/error-codes/
 */
const rules: readonly [Verdict, (failure: ZuoraFailure, status: number) => boolean][] = [
  ['unauthorised', (failure, status) => status === 401 || hasAny(failure, categories.unauthorised)],
  ['throttled', (failure, status) => status === 429 || hasAny(failure, categories.throttled)],
  // Both speak of the idempotency key, whatever reasons they give.
  ['unknown', (_, status) => status === 409],
  ['key-mismatch', (_, status) => status === 422],
  ['refused', (failure) => hasAny(failure, categories.refused)],
  ['refused', (_, status) => status >= 400 && status < 500],
  ['unknown', (failure, status) => status === 0 || status >= 500 || !failure.readable],
  ['temporary', (failure) => hasAny(failure, categories.temporary)],
  ['internal', (failure) => hasAny(failure, categories.internal)],
];

export function classify(failure: ZuoraFailure): Verdict {
  return rules.find(([, matches]) => matches(failure, failure.status ?? 0))?.[0] ?? 'refused';
}

/** Permission is fixed when a token is issued, so one that is not new may lack an entity granted since. */
export function lacksPermission(failure: ZuoraFailure): boolean {
  return failure.status === 403 || hasAny(failure, [10]);
}

/** Why Zuora refused, as the reason that a dead letter carries. */
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

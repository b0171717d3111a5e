/** Reads an answer of Zuora as the result of its call. */
import { check, describe } from '../check.ts';
import type { Call } from './calls.ts';
import { type Answer, type FailedCall, failed, parseObject, unreadable } from './failure.ts';

/** An answer that Zuora repeats under an idempotency key may quote the token of an earlier attempt. */
const anyToken = /\bBearer\s+\S+/gi;

/**
 * @param secrets must not stand in an error
 * @throws ZuoraFailure unless the answer is a success with the fields of the call's schema
 */
export function readAnswer<Result>(
  call: FailedCall,
  schema: Call<never, Result>['answer'],
  answer: Answer,
  secrets: readonly string[],
): Result {
  const body = parseObject(answer.body);
  const ok = answer.status < 300 && body?.['success'] === true;
  if (!ok) {
    throw failed(call, answer, (text) =>
      secrets.reduce((line, secret) => line.replaceAll(secret, '[redacted]'), text).replace(anyToken, '[redacted]'),
    );
  }
  const result = check(schema, body);
  if (!result.success) throw unreadable(call, answer, describe(result.problems));
  return result.data;
}

/** Calls on behalf of one message in several entities, one after the other. */
import { OutOfTime } from '../errors.ts';
import { classify, refusalOf } from './classify.ts';
import type { ZuoraClient } from './client.ts';
import { ZuoraFailure } from './failure.ts';

/**
 * Writes in each entity. What fails in one keeps no other from its turn, but for what concerns them all: Zuora asks to
 * slow down, or the invocation has no time left.
 *
 * @throws of what has failed, what weighs most, once every entity has had its turn
 */
export async function inEach(
  zuora: ZuoraClient,
  entityIds: readonly string[],
  write: (zuora: ZuoraClient) => Promise<{ success: true }>,
): Promise<{ success: true }> {
  const errors: unknown[] = [];
  for (const id of entityIds) {
    try {
      await write(zuora.in(id));
    } catch (error) {
      errors.push(error);
      if (concernsAll(error)) break;
    }
  }
  const [worst] = errors.toSorted((one, other) => weightOf(other) - weightOf(one));
  if (worst !== undefined) throw worst;
  return { success: true };
}

function concernsAll(error: unknown): boolean {
  return error instanceof OutOfTime || (error instanceof ZuoraFailure && classify(error) === 'throttled');
}

/** The more is left open, the more it weighs: an effect that nobody knows of, a call that may yet succeed, a refusal. */
function weightOf(error: unknown): number {
  if (!(error instanceof ZuoraFailure)) return 3;
  if (classify(error) === 'unknown') return 4;
  if (!isRefusal(error)) return 2;
  return refusalOf(error) === 'business-rule' ? 0 : 1;
}

export function isRefusal(error: unknown): error is ZuoraFailure {
  return error instanceof ZuoraFailure && classify(error) === 'refused';
}

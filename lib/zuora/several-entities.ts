/** Calls in several entities for one message. */
import { OutOfTime } from '../errors.ts';
import { isThrottled } from './classify.ts';
import type { ZuoraClient } from './client.ts';
import { throwAll } from './several-failures.ts';

/**
 * Writes in each entity, one after the other. A failure in one entity does not stop the others. Only two things do: the
 * invocation is out of time, or a second entity asks to slow down. One alone may have reached its own limit of calls in
 * flight. https://developer.zuora.com/docs/guides/rate-limits/
 *
 * @throws the failure, or SeveralFailures, once every entity was tried
 */
export async function inEach(
  zuora: ZuoraClient,
  entityIds: readonly string[],
  write: (zuora: ZuoraClient) => Promise<{ success: true }>,
): Promise<{ success: true }> {
  const failures: unknown[] = [];
  for (const id of entityIds) {
    if (stopsAll(failures)) break;
    try {
      await write(zuora.in(id));
    } catch (error) {
      failures.push(error);
    }
  }
  throwAll(failures);
  return { success: true };
}

/** Whether further calls in other entities are pointless. */
export function stopsAll(failures: readonly unknown[]): boolean {
  return failures.some((failure) => failure instanceof OutOfTime) || failures.filter(isThrottled).length > 1;
}

/** A sandbox that works on one call while others come. */
import * as z from 'zod';
import { callRecordSchema } from '../../local/zuora/calls.ts';
import { type RunningZuora, startZuora } from '../../local/zuora/server.ts';
import { sendToSandbox } from './sandbox-client.ts';

/**
 * Makes calls while the sandbox works on another one. Tries with longer and longer delays, until the machine was fast
 * enough.
 *
 * @param others how many calls must come during the delayed one
 * @param attempt makes the call that takes `delayMs`, and the others; returns the check of what came, for when they were
 *   in time
 */
export async function whileUnderWay(
  others: number,
  attempt: (zuora: RunningZuora, delayMs: number) => Promise<() => void>,
): Promise<void> {
  for (let delayMs = 100; ; delayMs *= 2) {
    const zuora = await startZuora({ port: 0 });
    try {
      const check = await attempt(zuora, delayMs);
      const { body } = await sendToSandbox(zuora.url, 'GET', '/_sandbox/calls');
      const inTime = z
        .array(callRecordSchema)
        .parse(body)
        .filter(({ inFlight }) => inFlight === 2);
      if (inTime.length === others) return check();
    } finally {
      await zuora.close();
    }
  }
}

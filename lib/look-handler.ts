/** Makes looks at linked accounts a Lambda function. */

import { lookAtAccount } from './delivery/account-look.ts';
import { answerBatch } from './delivery/batch.ts';
import { type Handler, handle } from './handler.ts';
import { createLookServices } from './services.ts';

/**
 * Every message is acknowledged, also after a failure: the account is due again, and the sweep sends another.
 *
 * @param name of the function
 * @throws ServiceError `bad-settings` for an environment that does not fit
 */
export function createLookHandler(name: string): Handler {
  const services = createLookServices();
  const { settings, now } = services;
  return handle(name, services, (records, deadline) =>
    answerBatch(records, settings.callsInFlight, async (record) => {
      if (deadline.allowsMessage()) await lookAtAccount({ name, record, services, deadline, startedAt: now() });
      return true;
    }),
  );
}

/** How each write of a user's access is made, and what Zuora's refusals of it mean. */
import type { Write } from '../account/entity-access.ts';
import { calls } from '../zuora/calls.ts';
import type { ZuoraClient } from '../zuora/client.ts';
import type { RefusalTraits } from './retry-decision.ts';

interface AccessWrite extends RefusalTraits {
  /** @param zuora calls in the user's home entity, as far as it is known */
  readonly make: (zuora: ZuoraClient, username: string, entityId: string) => Promise<{ success: true }>;
}

export const accessWrites: Readonly<Record<Write, AccessWrite>> = {
  request: {
    make: (zuora, username, entityId) => zuora.call(calls.requestUserAccess, { username, targetEntityIds: [entityId] }),
    // HR systems often report a joiner before their user exists in Zuora. Whether a look tells it first is not published.
    retryableRefusals: ['not-found'],
    // No Zuora call lists pending requests.
    unseenWhilePending: true,
  },
  approve: {
    make: (zuora, username, entityId) => zuora.in(entityId).call(calls.approveUserAccess, { username }),
    // The request comes through another queue, and may arrive later. Zuora does not publish how it refuses until then.
    retryableRefusals: ['business-rule', 'not-found'],
  },
  deny: {
    make: (zuora, username, entityId) => zuora.in(entityId).call(calls.revokeUserAccess, { username }),
  },
};

/** How each write of a user's access is made, and what Zuora's refusals of it mean. */
import type { Write } from '../account/entity-access.ts';
import { calls } from '../zuora/calls.ts';
import type { Refusal } from '../zuora/classify.ts';
import type { ZuoraClient } from '../zuora/client.ts';

interface AccessWrite {
  /** @param zuora calls in the user's home entity, as far as it is known */
  readonly make: (zuora: ZuoraClient, username: string, entityId: string) => Promise<{ success: true }>;
  /** Refusals that time may resolve, as when HR is ahead of the user's creation in Zuora. */
  readonly retryableRefusals?: readonly Refusal[];
}

const approve: AccessWrite['make'] = (zuora, username, entityId) =>
  zuora.in(entityId).call(calls.approveUserAccess, { username });

export const accessWrites: Readonly<Record<Write, AccessWrite>> = {
  request: {
    make: (zuora, username, entityId) => zuora.call(calls.requestUserAccess, { username, targetEntityIds: [entityId] }),
    // HR systems often report a joiner before their user exists in Zuora. Whether a look tells it first is not published.
    retryableRefusals: ['not-found'],
  },
  approve: {
    make: approve,
    // The request comes through another queue, and may arrive later. Zuora does not publish how it refuses until then.
    retryableRefusals: ['business-rule', 'not-found'],
  },
  // Zuora refuses it where it has granted the request at once. A refused one leaves the request to an administrator.
  'approve-own': { make: approve },
  deny: {
    make: (zuora, username, entityId) => zuora.in(entityId).call(calls.revokeUserAccess, { username }),
  },
};

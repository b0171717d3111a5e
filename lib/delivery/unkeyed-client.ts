/** Calls Zuora about a user's access for a message whose ledger record is not held. */
import type { ZuoraClient } from '../zuora/client.ts';
import type { Delivery } from './delivery.ts';
import { IdempotencyKey } from './idempotency-key.ts';

interface Bearer extends Pick<Delivery<never>, 'record' | 'deadline'> {
  readonly services: Pick<Delivery<never>['services'], 'zuora'>;
}

/**
 * @param entityId in which the calls are made; left out, the only one that the OAuth client reaches
 * @param searchId of what goes on with a search for a user; left out, this message alone
 */
export function unkeyedClient(
  { record, services, deadline }: Bearer,
  entityId: string | undefined,
  searchId?: string,
): ZuoraClient {
  return services.zuora({
    ...{ entityId, trackId: record.messageId },
    ...(searchId !== undefined && { searchId }),
    // Access is written by PUT, which has no key.
    idempotencyKey: new IdempotencyKey(record.messageId, 0),
    requireTime: (timeout) => deadline.requireCall(timeout),
  });
}

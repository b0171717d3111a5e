/** The events that end a user's access at an operator's request. */

import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { slicesOf } from '../../lib/slices.ts';

export interface RevocationRequest {
  readonly username: string;
  readonly targetEntityIds: readonly string[];
  /** Who asks for it. */
  readonly requestedBy: string;
  readonly reason: string;
  /** Whether no later request grants the access again. */
  readonly hold?: boolean | undefined;
}

/** The limit of the contract for `targetEntityIds`. */
const maxEntities = 100;

/**
 * Message bodies: one event for each hundred entities.
 *
 * @param time RFC 3339
 * @param newId called once for each event
 */
export function revocationBodies(
  { targetEntityIds, ...data }: RevocationRequest,
  time: string,
  newId: () => string,
): readonly string[] {
  return slicesOf(targetEntityIds, maxEntities).map((some) =>
    JSON.stringify({
      specversion: '1.0',
      type: userAccessRevoked.type,
      source: 'urn:zuora-access:operator',
      id: newId(),
      time,
      datacontenttype: 'application/json',
      data: { ...data, targetEntityIds: some },
    }),
  );
}

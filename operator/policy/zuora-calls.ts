/** The calls to Zuora for an event, unless their work is already done. */
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import type { CanonicalEvent } from '../../lib/policy/canonical-events.ts';
import { calls } from '../../lib/zuora/calls.ts';

export interface ZuoraCall {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** The entity that the call is made in. */
  readonly entityId: string | undefined;
}

/** A request is one call in the home entity. A revocation is one call in each entity. */
export function zuoraCallsOf({ type, data }: CanonicalEvent): readonly ZuoraCall[] {
  if (type === userAccessRevoked.type) {
    const { method, request } = calls.revokeUserAccess;
    const { path } = request(data);
    return data.targetEntityIds.map((entityId) => ({ method, path, entityId }));
  }
  const { method, request } = calls.requestUserAccess;
  return [{ method, ...request(data), entityId: data.entityId }];
}

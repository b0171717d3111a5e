/** The calls to Zuora that a canonical event leads to, where their work is not found done. */
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import type { CanonicalEvent } from '../../lib/policy/canonical-events.ts';
import { calls } from '../../lib/zuora/calls.ts';

export interface ZuoraCall {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  /** Where it is made. */
  readonly entityId: string | undefined;
}

/** A request is one call in the home entity; a revocation is one in each entity. */
export function zuoraCallsOf({ type, data }: CanonicalEvent): readonly ZuoraCall[] {
  if (type === userAccessRevoked.type) {
    const { method, request } = calls.revokeUserAccess;
    const { path } = request(data);
    return data.targetEntityIds.map((entityId) => ({ method, path, entityId }));
  }
  const { method, request } = calls.requestUserAccess;
  return [{ method, ...request(data), entityId: data.entityId }];
}

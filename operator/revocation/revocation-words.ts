/** What a revocation did in an entity, in words. */
import type { RevokedEntity } from './revocation.ts';

export function describeResult({ entity, hasAccess, why }: RevokedEntity): string {
  const result = describeAccess(entity, hasAccess);
  return why === undefined ? result : `${result}, ${why}`;
}

function describeAccess(entity: RevokedEntity['entity'], hasAccess: boolean | undefined): string {
  if (hasAccess) return 'still has access';
  return entity.hasAccess ? 'access ended' : 'had no access';
}

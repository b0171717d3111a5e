/** What a revocation did in each entity. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import type { RevokedEntity } from '../../operator/revocation/revocation.ts';
import { formatTable } from '../terminal/table.ts';
import { nameOf } from './access-report.ts';

/** @param width of the terminal in characters, if there is one */
export function revocationTable(entities: readonly RevokedEntity[], width: number | undefined): string {
  return formatTable(
    ['ENTITY', 'ID', 'RESULT'],
    entities.map((revoked) => [nameOf(revoked.entity), hyphenatedEntityId(revoked.entity.id), describeResult(revoked)]),
    width,
  );
}

function describeResult({ entity, hasAccess, why }: RevokedEntity): string {
  const result = describeAccess(entity, hasAccess);
  return why === undefined ? result : `${result}, ${why}`;
}

function describeAccess(entity: RevokedEntity['entity'], hasAccess: boolean | undefined): string {
  if (hasAccess) return 'still has access';
  return entity.hasAccess ? 'access ended' : 'had no access';
}

/** For a program. */
export function toRevokedJson({ entity, hasAccess, why }: RevokedEntity) {
  return {
    name: entity.entitlement?.name ?? null,
    id: hyphenatedEntityId(entity.id),
    zuoraName: entity.zuoraName,
    hadAccess: entity.hasAccess,
    hasAccess: hasAccess ?? null,
    why: why ?? null,
  };
}

/** What a revocation did in each entity. */
import { hyphenatedEntityId } from '../../lib/entity-id.ts';
import { nameOf } from '../../operator/policy/access-words.ts';
import type { RevokedEntity } from '../../operator/revocation/revocation.ts';
import { describeResult } from '../../operator/revocation/revocation-words.ts';
import { formatTable } from '../terminal/table.ts';

/** @param width of the terminal in characters, if there is one */
export function revocationTable(entities: readonly RevokedEntity[], width: number | undefined): string {
  return formatTable(
    ['ENTITY', 'ID', 'RESULT'],
    entities.map((revoked) => [nameOf(revoked.entity), hyphenatedEntityId(revoked.entity.id), describeResult(revoked)]),
    width,
  );
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

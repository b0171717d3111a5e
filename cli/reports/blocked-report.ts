/** Entities that a user is kept from, as a person reads them. */
import type { BlockedEntity } from '../../operator/accounts/blocked-entities.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { formatTable } from '../terminal/table.ts';

/** @param width of the terminal in characters, if there is one */
export function blockedTable(
  blocked: readonly BlockedEntity[],
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = blocked.map(({ entityId, orderedAt, isHeld }) => [
    ...[nameEntity(entityId), new Date(orderedAt).toISOString()],
    isHeld ? 'unblock alone' : 'unblock, or a newer request',
  ]);
  return formatTable(['ENTITY', 'REVOKED AT', 'LIFTED BY'], rows, width);
}

export function toBlockedJson({ entityId, orderedAt, isHeld }: BlockedEntity): object {
  return { entityId, revokedAt: new Date(orderedAt).toISOString(), isHeld };
}

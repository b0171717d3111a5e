/** Pending access, as a person reads it. */
import type { PendingAccess } from '../../operator/accounts/pending-access.ts';
import { formatDuration } from '../../operator/duration.ts';
import type { NameEntity } from '../../operator/policy/entity-naming.ts';
import { printable } from '../../operator/printable.ts';
import { formatTable } from '../terminal/table.ts';

/**
 * @param now milliseconds since the epoch
 * @param width of the terminal in characters, if there is one
 */
export function pendingTable(
  pending: readonly PendingAccess[],
  now: number,
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = pending.map(({ username, entityId, since, state }) => [
    ...[nameEntity(entityId), printable(username)],
    ...[new Date(since).toISOString(), formatDuration(now - since), state],
  ]);
  return formatTable(['ENTITY', 'USER', 'SINCE', 'AGE', 'STATE'], rows, width);
}

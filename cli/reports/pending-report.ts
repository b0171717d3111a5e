/** Pending access, as a person reads it. */
import type { KnownAccess, PendingAccess } from '../../operator/accounts/pending-access.ts';
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

/** The person is not named: the operator wrote whom they look for. */
export function knownAccessTable(
  known: readonly KnownAccess[],
  nameEntity: NameEntity,
  width: number | undefined,
): string {
  const rows = known.map(({ entityId, since, state }) => [nameEntity(entityId), state, new Date(since).toISOString()]);
  return formatTable(['ENTITY', 'ACCESS', 'SINCE'], rows, width);
}

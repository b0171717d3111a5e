/** The entities that an event changes. */
import type { LoggedCommand } from '../log-line.ts';

/** Those that it names as its targets, else the entity of its call. Without either, only Zuora knows them. */
export function changedEntityIds({ targetEntityIds, targetEntityId, entityId }: LoggedCommand): readonly string[] {
  return targetEntityIds ?? [targetEntityId ?? entityId].filter((id) => id !== undefined);
}

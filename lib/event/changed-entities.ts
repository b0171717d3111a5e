/** The entities that an event changes. */
import type { LoggedCommand } from '../log-line.ts';

/**
 * Those that it names as its targets, or of which it tells what was decided; else the entity of its call. Without either,
 * only Zuora knows them.
 */
export function changedEntityIds(command: LoggedCommand): readonly string[] {
  const { ruleAssignments, denials = [], ended = [], targetEntityIds, targetEntityId, entityId } = command;
  if (ruleAssignments !== undefined) {
    return [...new Set([...ruleAssignments, ...denials, ...ended].map((one) => one.entityId))];
  }
  return targetEntityIds ?? [targetEntityId ?? entityId].filter((id) => id !== undefined);
}

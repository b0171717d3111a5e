/** What a corrected event takes back of its earlier version. */
import { type Account, reasonsOf } from './account.ts';
import type { RequestedAssignment } from './requested-assignment.ts';

/** What one version of an event requests. */
interface Request {
  readonly entityIds: readonly string[];
  readonly key: string;
  readonly assignment: RequestedAssignment;
}

/**
 * The entities in which an earlier version of the event requested what this one does not. A publisher may correct an event
 * under its id after a dead letter.
 */
export function retractedEntities({ entities }: Account, request: Request): readonly string[] {
  return [...entities]
    .filter(([id, { requested }]) => [...requested].some((known) => isRetracted(known, id, request)))
    .map(([id]) => id);
}

function isRetracted(
  [known, { event, isEnded }]: readonly [string, RequestedAssignment],
  entityId: string,
  { entityIds, key, assignment }: Request,
): boolean {
  return event === assignment.event && !isEnded && !(known === key && entityIds.includes(entityId));
}

/** The account without what an earlier version requested. */
export function withoutRetracted(account: Account, request: Request): Account {
  const entities = new Map(account.entities);
  for (const id of retractedEntities(account, request)) {
    const reasons = reasonsOf(account, id);
    const requested = new Map([...reasons.requested].filter((known) => !isRetracted(known, id, request)));
    entities.set(id, { ...reasons, requested, isNamed: true });
  }
  return { ...account, entities };
}

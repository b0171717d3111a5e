/** What a corrected event takes back of its earlier version. */
import { type Account, reasonsOf } from './account.ts';
import type { RequestedAssignment } from './requested-assignment.ts';
import { newest, type RevocationOrder } from './revocation-order.ts';

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

/**
 * The account without what an earlier version requested. An order that only this lifted is in force again. What an earlier
 * version took the place of does not come back: nobody is let in by what was said before.
 */
export function withoutRetracted(account: Account, request: Request): Account {
  const entities = new Map(account.entities);
  for (const id of retractedEntities(account, request)) {
    const reasons = reasonsOf(account, id);
    const requested = new Map([...reasons.requested].flatMap((known) => keptOf(known, id, request, account)));
    const order = reasons.order && withLift([...requested.values()], reasons.order, request.assignment.time);
    entities.set(id, { ...reasons, requested, order, isNamed: true });
  }
  return { ...account, entities };
}

/**
 * Under the other logins of the user the earlier version may be known too. So an end takes its place: a third version has to
 * be newer.
 */
function keptOf(
  known: readonly [string, RequestedAssignment],
  entityId: string,
  request: Request,
  { decision }: Account,
): readonly (readonly [string, RequestedAssignment])[] {
  if (!isRetracted(known, entityId, request)) return [known];
  const [key, { time, event }] = known;
  return decision?.otherLogins === undefined ? [] : [[key, { time, event, isEnded: true }]];
}

/**
 * An order with what still lifts it.
 *
 * @param requested what is still requested
 * @param time of the request that lifts nothing any more
 */
function withLift(
  requested: readonly RequestedAssignment[],
  order: RevocationOrder,
  time: number,
): RevocationOrder | undefined {
  if (order.liftedAt === undefined || order.liftedAt > time) return order;
  const others = requested.filter(({ isEnded }) => !isEnded).map((one) => one.time);
  const liftedAt = others.reduce<number | undefined>(newest, order.unblockedAt);
  const isEmpty = (liftedAt ?? newest(order.orderedAt, order.heldAt)) === undefined;
  return isEmpty ? undefined : { ...order, liftedAt };
}

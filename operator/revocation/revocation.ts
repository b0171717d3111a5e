/** Ends a user's access to entities: sends the events, and follows them until Zuora shows the result. */
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import type { LinkedAccount } from '../../lib/account/account-item.ts';
import { isInForce } from '../../lib/account/revocation-order.ts';
import type { Policy } from '../../lib/policy/policy.ts';
import { AccountReader } from '../accounts/account-reader.ts';
import { OperatorError } from '../errors.ts';
import { describeError } from '../explain-error.ts';
import type { Followed } from '../ledger/following.ts';
import { readAllowedEntities } from '../mappings/queue-receiver.ts';
import { type EntityAccess, readUserAccess } from '../policy/user-access.ts';
import { readEventCatalogue } from '../publication/event-catalogue.ts';
import { toPublication } from '../publication/publication.ts';
import { followEvent, type PublishedEvent, publishEvents } from '../publication/publishing.ts';
import { deployedOperations } from '../stack/deployed-operations.ts';
import type { Session } from '../stack/session.ts';
import { type RevocationRequest, revocationBodies } from './revocation-events.ts';

/**
 * Divides the targets by the limit of the function that revokes. It refuses an event as a whole if one entity is outside
 * `allowedEntityIds`.
 */
export async function divideTargets(
  session: Session,
  targets: readonly EntityAccess[],
): Promise<{ readonly possible: readonly EntityAccess[]; readonly impossible: readonly EntityAccess[] }> {
  const operation = deployedOperations.find(({ events }) => events.includes(userAccessRevoked.type));
  const isAllowed = await readAllowedEntities(session, operation?.queue ?? '');
  return {
    possible: targets.filter(({ id }) => isAllowed(id)),
    impossible: targets.filter(({ id }) => !isAllowed(id)),
  };
}

/** @throws NotPublished when the service would refuse an event; then none is sent. OperatorError if only some were sent */
export async function sendRevocation(
  session: Session,
  request: RevocationRequest,
  newId: () => string,
): Promise<readonly PublishedEvent[]> {
  const catalogue = await readEventCatalogue();
  const bodies = revocationBodies(request, new Date(session.now()).toISOString(), newId);
  const publications = bodies.map((body) => toPublication(body, catalogue));
  const events = publications.map((publication) => {
    if (!publication.isRecorded) throw new TypeError('a revocation has a record');
    return publication;
  });
  const results = await publishEvents(session, events);
  const sent = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const unsent = results.flatMap((result, index) =>
    result.status === 'rejected' ? [{ reason: result.reason, entityIds: entitiesOf(bodies[index] ?? '') }] : [],
  );
  if (unsent[0] === undefined) return sent;
  if (sent.length === 0) throw unsent[0].reason;
  throw sentInPart(sent, unsent);
}

function entitiesOf(body: string): readonly string[] {
  return userAccessRevoked.schema.parse(JSON.parse(body)).data.targetEntityIds;
}

interface Unsent {
  readonly reason: unknown;
  readonly entityIds: readonly string[];
}

function sentInPart(sent: readonly PublishedEvent[], unsent: readonly Unsent[]): OperatorError {
  const events = sent.map(({ eventId }) => eventId).join(', ');
  const entities = unsent.flatMap(({ entityIds }) => entityIds).join(', ');
  const why = [...new Set(unsent.map(({ reason }) => describeError(reason)))].join(' ');
  return new OperatorError(
    `Only a part of the revocation was sent: ${events}. Not sent for the entities ${entities}. ${why} Revoke again: access that has ended stays ended.`,
  );
}

export interface RevocationResult {
  readonly followed: readonly Followed[];
  /** The targets, as Zuora shows them now. */
  readonly entities: readonly RevokedEntity[];
}

export interface RevokedEntity {
  /** As it was before. */
  readonly entity: EntityAccess;
  /** Undefined if it is not known yet. */
  readonly hasAccess: boolean | undefined;
  /** Why the access is left, if that is known. */
  readonly why?: string | undefined;
}

/**
 * @param wait milliseconds at most
 * @param onWait called with what an event waits for
 * @throws NotFound or ServiceError
 */
export async function followRevocation(
  session: Session,
  username: string,
  targets: readonly EntityAccess[],
  published: readonly PublishedEvent[],
  { policy, wait, onWait }: { policy: Policy | undefined; wait: number; onWait: (waitingFor: string) => void },
): Promise<RevocationResult> {
  const followed = await Promise.all(published.map((event) => followEvent(session, event, wait, onWait)));
  const now = await readUserAccess(session, username, policy, {});
  const accessible = new Set(now.entities.flatMap(({ id, hasAccess }) => (hasAccess ? [id] : [])));
  const account = await new AccountReader(session.aws.dynamodb, session.stack.accounts).read(username);
  const entities = targets.map((entity) => {
    const hasAccess = accessible.has(entity.id);
    return { entity, hasAccess, why: hasAccess ? describeNewer(followed, account, entity.id) : undefined };
  });
  return { followed, entities };
}

/** The newer request because of which the revocation did not count in an entity. */
function describeNewer(
  followed: readonly Followed[],
  linked: LinkedAccount | undefined,
  entityId: string,
): string | undefined {
  const [record] = followed.flatMap(({ record }) => record ?? []);
  const order = linked?.account.entities.get(entityId)?.order ?? {};
  const { liftedAt } = order;
  if (record?.time === undefined || liftedAt === undefined || liftedAt <= Date.parse(record.time)) return undefined;
  if (isInForce(order)) return undefined;
  return `superseded by a request of ${new Date(liftedAt).toISOString()}`;
}

/** What is left in the entities in which the service may not act. */
export function notAllowed(entities: readonly EntityAccess[]): readonly RevokedEntity[] {
  const why = 'not possible: outside allowedEntityIds of this stage';
  return entities.map((entity) => ({ entity, hasAccess: entity.hasAccess, why }));
}

/** Ends a user's access to entities: sends the events, and follows them until Zuora shows the result. */
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Policy } from '../../lib/policy/policy.ts';
import type { Followed } from '../ledger/following.ts';
import { type EntityAccess, readUserAccess } from '../policy/user-access.ts';
import { readEventCatalogue } from '../publication/event-catalogue.ts';
import { toPublication } from '../publication/publication.ts';
import { followEvent, type PublishedEvent, publishEvents } from '../publication/publishing.ts';
import type { Session } from '../stack/session.ts';
import { type RevocationRequest, revocationBodies } from './revocation-events.ts';

/** The identity of the operator's AWS credentials. */
export async function callerArn({ aws }: Session): Promise<string> {
  const { Arn = 'an unknown identity' } = await aws.client(STSClient).send(new GetCallerIdentityCommand());
  return Arn;
}

/** @throws NotPublished when the service would refuse an event; then none is sent */
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
  return publishEvents(session, events);
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
  return { followed, entities: targets.map((entity) => ({ entity, hasAccess: accessible.has(entity.id) })) };
}

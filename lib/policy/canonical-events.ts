/** Writes what was decided as the events that the operations take. */
import type { CloudEvent } from '../../events/contract.ts';
import { userAccessRequested } from '../../events/user-access-requested.ts';
import { userAccessRevoked } from '../../events/user-access-revoked.ts';
import { identityOf } from '../event/event.ts';
import type { PersonReading } from '../identity/reading.ts';
import { sha256 } from '../sha256.ts';
import type { Act } from './access-decision.ts';
import type { Policy } from './policy.ts';

interface AccessData {
  readonly username: string;
  readonly targetEntityIds: readonly string[];
  /** Where the request is made; a revocation is made in each entity by itself. */
  readonly entityId?: string | undefined;
}

export type CanonicalEvent = CloudEvent<AccessData> & {
  readonly id: string;
  readonly specversion: '1.0';
  readonly datacontenttype: 'application/json';
};

const requested = userAccessRequested.type;
const revoked = userAccessRevoked.type;

/** Under this name the service publishes what it derives. */
const source = 'urn:zuora-access:identity-events';

/** The contract's bound for `reason`. */
const maxReasonLength = 1024;

/**
 * At most one event that grants and one that revokes. The same for the same decision, to the byte, however often it is
 * derived: a repeat has the same id. An event decided by a policy that has changed meanwhile, and names other entities,
 * has another.
 *
 * @param sourceName of the source that the reading's id is unique in
 */
export function canonicalEvents(
  policy: Policy,
  { username, grant, revoke, because }: Act,
  reading: PersonReading,
  sourceName: string,
): readonly CanonicalEvent[] {
  const { effectiveAt, audit } = reading;
  const parent = identityOf('translateIdentityEvent', sourceName, reading.id);
  const idsOf = (names: readonly string[]) => names.flatMap((name) => policy.entities[name] ?? []).toSorted();
  const event = (type: string, targetEntityIds: string[], place: Pick<AccessData, 'entityId'>): CanonicalEvent[] =>
    targetEntityIds.length === 0
      ? []
      : [
          {
            specversion: '1.0',
            type,
            source,
            // Announced for another day it is another request, whose schedule stands beside the first.
            id: sha256([parent, type, [username, ...targetEntityIds], effectiveAt ?? null]),
            // What was announced happens when it takes effect, and is as old as that.
            time: effectiveAt ?? reading.time,
            datacontenttype: 'application/json',
            correlationid: audit.correlationId ?? `${sourceName}:${reading.id}`,
            data: {
              username,
              targetEntityIds,
              ...place,
              requestedBy: audit.requestedBy ?? sourceName,
              reason: reasonOf(reading, because),
            },
          },
        ];
  return [
    ...event(requested, idsOf(grant), { entityId: policy.entities[policy.homeEntity] }),
    ...event(revoked, idsOf(revoke), {}),
  ];
}

/** The message's body, in JSON without the two characters that SQS refuses: they may stand in a source's id. */
export function bodyOf(event: CanonicalEvent): string {
  return JSON.stringify(event).replace(/[\uFFFE\uFFFF]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);
}

/** Why the policy decides so, then why the publisher says that it happened. */
function reasonOf({ change, audit }: PersonReading, because: readonly string[]): string {
  const decided = [change, ...because.map((id, index) => (index === 0 ? `by policy: ${id}` : id))].join(', ');
  return (audit.reason === undefined ? decided : `${decided}; ${audit.reason}`).slice(0, maxReasonLength);
}

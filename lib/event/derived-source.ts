/** The mark of an event that this service derives from an identity event. */
import { instant } from '../../events/fields.ts';
import { type Json, text } from '../json.ts';

export const derivedSource = 'urn:zuora-access:identity-events';

/** The extension attribute of CloudEvents with the name of the identity system. */
export const identitySourceAttribute = 'identitysource';

/** The extension attribute with the identity event's own id. Events of earlier releases have none. */
export const identityEventAttribute = 'identityevent';

/** The extension attribute with the hash of the policy that derived the event: 64 hex digits. Events of earlier releases have none. */
export const policyHashAttribute = 'policyhash';

/** The extension attribute that says from when on the identity event holds, where that is not the time of the event; RFC 3339. */
export const effectiveAtAttribute = 'effectiveat';

/** The extension attribute that says when the identity system reported it, where that is not the time of the event; RFC 3339. */
export const reportedAtAttribute = 'reportedat';

/**
 * The SQS message attribute with the ID of the message that brought the identity event. It is no part of the body,
 * because a repeated identity event gives the same bytes.
 */
export const identityMessageAttribute = 'identityMessageId';

/** What a derived event says of the identity event that it was derived from. */
export interface IdentityOrigin {
  /** The name of the identity system. */
  readonly identitySource: string | undefined;
  /** The identity system's own id of its event. */
  readonly identityEventId: string | undefined;
  /** SHA-256 of the policy: 64 hex digits. */
  readonly policyHash: string | undefined;
  /** From when on it holds, and when it was reported, if not at the time of the event; RFC 3339 in UTC. */
  readonly effectiveAt: string | undefined;
  readonly reportedAt: string | undefined;
}

/** Says the whole of what was decided about a person. The service alone may send to the queue of these events. */
const decidedType = 'zuora.user-access.decided.v1';

/**
 * The origin of an event that this service derived. An event of another type has none, whatever it says: its queue admits
 * publishers, who may write what they like.
 *
 * @param type the type of the events that the queue is for
 */
export function identityOriginOf(type: string, cloudEvent: Json): IdentityOrigin {
  const isDerived = type === decidedType;
  const attribute = (name: string) => (isDerived ? text(cloudEvent[name]) : undefined);
  return {
    identitySource: attribute(identitySourceAttribute),
    identityEventId: attribute(identityEventAttribute),
    policyHash: hashOf(attribute(policyHashAttribute)),
    effectiveAt: timeOf(attribute(effectiveAtAttribute)),
    reportedAt: timeOf(attribute(reportedAtAttribute)),
  };
}

/** @returns undefined for what is no time */
function timeOf(given = ''): string | undefined {
  return instant.safeParse(given).data;
}

/** @returns undefined for what is no hash */
function hashOf(given: string | undefined): string | undefined {
  return given !== undefined && /^[0-9a-f]{64}$/.test(given) ? given : undefined;
}

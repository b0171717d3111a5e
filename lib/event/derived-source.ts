/** The mark of an event that this service derives from an identity event. */
import { type Json, text } from '../json.ts';

export const derivedSource = 'urn:zuora-access:identity-events';

/** The extension attribute of CloudEvents with the name of the identity system. */
export const identitySourceAttribute = 'identitysource';

/** The extension attribute with the identity event's own id. Events of earlier releases have none. */
export const identityEventAttribute = 'identityevent';

/** The extension attribute with the hash of the policy that derived the event: 64 hex digits. Events of earlier releases have none. */
export const policyHashAttribute = 'policyhash';

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
}

/** The origin of a derived event. A publisher's own event has none, whatever it says. */
export function identityOriginOf(cloudEvent: Json): IdentityOrigin {
  const isDerived = cloudEvent['source'] === derivedSource;
  const attribute = (name: string) => (isDerived ? text(cloudEvent[name]) : undefined);
  return {
    identitySource: attribute(identitySourceAttribute),
    identityEventId: attribute(identityEventAttribute),
    policyHash: hashOf(attribute(policyHashAttribute)),
  };
}

/** @returns undefined for what is no hash */
function hashOf(given: string | undefined): string | undefined {
  return given !== undefined && /^[0-9a-f]{64}$/.test(given) ? given : undefined;
}

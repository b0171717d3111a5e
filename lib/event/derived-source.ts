/** The mark of an event that this service derives from an identity event. */
import { type Json, text } from '../json.ts';

export const derivedSource = 'urn:zuora-access:identity-events';

/** The extension attribute of CloudEvents with the name of the identity system. */
export const identitySourceAttribute = 'identitysource';

/** The identity system behind a derived event. A publisher's own event has none, whatever it says. */
export function identitySourceOf(cloudEvent: Json): string | undefined {
  return cloudEvent['source'] === derivedSource ? text(cloudEvent[identitySourceAttribute]) : undefined;
}

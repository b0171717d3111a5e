/** The OAuth clients of a secret, each with the entities that it is for. */
import type { Credentials, OAuthClient } from '../../lib/zuora/credentials.ts';

export interface ClientRole {
  /** `default`, or `of` the client's first entity. */
  readonly name: string;
  readonly client: OAuthClient;
  /** The entities that the client must reach. */
  readonly entityIds: readonly string[];
  /** Whether the service uses this client for calls in an entity. */
  actsIn(entityId: string): boolean;
}

/**
 * The default client first. A client of several entities is listed once.
 *
 * @param entityIds that the clients must reach besides those that the secret names
 */
export function clientRoles(
  { clientFor, entityIds: named }: Credentials,
  entityIds: readonly string[],
): readonly ClientRole[] {
  const roles = new Map<string, ClientRole & { readonly entityIds: string[] }>();
  for (const entityId of [undefined, ...new Set([...named, ...entityIds])]) {
    const client = clientFor(entityId);
    const key = clientKey(client);
    const name = entityId === undefined ? 'default' : `of ${entityId}`;
    const role = roles.get(key) ?? { name, client, entityIds: [], actsIn: (id) => clientKey(clientFor(id)) === key };
    if (entityId !== undefined) role.entityIds.push(entityId);
    roles.set(key, role);
  }
  return [...roles.values()];
}

function clientKey({ clientId, clientSecret }: OAuthClient): string {
  return JSON.stringify([clientId, clientSecret]);
}

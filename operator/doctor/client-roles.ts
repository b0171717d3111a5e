/** What each OAuth client of a secret is there for. */
import type { Credentials, OAuthClient } from '../../lib/zuora/credentials.ts';

export interface Duty {
  /** `default`, or `of` the first entity that has it. */
  readonly name: string;
  readonly client: OAuthClient;
  /** The entities that have to be reached with it. */
  readonly entityIds: readonly string[];
  /** Whether the service takes this client for calls in an entity. */
  actsIn(entityId: string): boolean;
}

/**
 * The default client first. One that acts in several entities is there once.
 *
 * @param entityIds those that have to be reached besides the ones that the secret names
 */
export function dutiesOf({ clientFor, entityIds: named }: Credentials, entityIds: readonly string[]): readonly Duty[] {
  const duties = new Map<string, Duty & { readonly entityIds: string[] }>();
  for (const entityId of [undefined, ...new Set([...named, ...entityIds])]) {
    const client = clientFor(entityId);
    const key = keyOf(client);
    const name = entityId === undefined ? 'default' : `of ${entityId}`;
    const duty = duties.get(key) ?? { name, client, entityIds: [], actsIn: (id) => keyOf(clientFor(id)) === key };
    if (entityId !== undefined) duty.entityIds.push(entityId);
    duties.set(key, duty);
  }
  return [...duties.values()];
}

function keyOf({ clientId, clientSecret }: OAuthClient): string {
  return JSON.stringify([clientId, clientSecret]);
}

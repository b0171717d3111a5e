/** Reads an entity's connections. */
import { calls, type EntityConnection } from './calls.ts';
import type { ZuoraClient } from './client.ts';

/** `outbound` where the client's entity is the source, `inbound` where it is the target. */
type Direction = 'inbound' | 'outbound';

/** Asks page by page. A URL in an answer is not followed: it could name another host. */
export async function listConnections(zuora: ZuoraClient, type: Direction): Promise<EntityConnection[]> {
  const connections: EntityConnection[] = [];
  for (let page = 1; ; page += 1) {
    const answer = await zuora.call(calls.entityConnections, { type, page });
    connections.push(...answer.entityConnections);
    if (!answer.nextPage) return connections;
  }
}

/** In no list: a connection that nobody has seen is not touched where there are limits. */
function unseen(types: readonly Direction[]) {
  return { sourceEntityId: `unknown, since no ${types.join(' or ')} connection has this id` };
}

/**
 * The connection that an event names by its id alone, so that only Zuora can tell which entities it is about.
 *
 * @param types the lists to look in, one after the other
 * @throws BadEvent `not-allowed` where its source or its target is outside the limits
 */
export async function findConnection(
  zuora: ZuoraClient,
  connectionId: string,
  ...types: readonly Direction[]
): Promise<EntityConnection | undefined> {
  let connection: EntityConnection | undefined;
  for (const type of types) connection ??= (await listConnections(zuora, type)).find(({ id }) => id === connectionId);
  zuora.requireAllowed("the connection's ", connection ?? unseen(types));
  return connection;
}
